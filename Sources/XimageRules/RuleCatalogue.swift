import XimageCore
package import XimagePlanning

/// All rules, in the order of their families and ids.
package enum RuleCatalogue {
    /// Rules with a check: what `Planner` is given.
    // One by one: a cast of the whole array looks each conformance up.
    package static let all: [any Rule] = examples.map { $0 }

    /// The same rules, with their examples.
    package static let examples: [any ExemplifiedRule] = [
        // WholeImage
        ImageContentShown(), ImageNotNormal(), EncryptionInherited(), ImageSourceChanged(),
        MemoryBoundsCrossed(), ImageOfServersDeleted(), BackupOutlivesImage(), WindowsWholeImage(),
        LargeDiskImage(), ImageBehindServer(), MisfitImageAttribute(),
        // Server
        UnsettledSource(), UnsettledServer(), RunningSource(), BusySource(), LockedServer(),
        ServerTouchedWhileImaged(), MissingSystemDisk(),
        SecondImageTask(), ImageRegionDiffers(), SourceNotFound(), FreshSource(), ArchitectureMismatch(),
        MemoryOutsideImageBounds(), SystemDiskBelowImage(), ImageChangedInPlace(), SharedIdentity(),
        FixedAddressTaken(),
        // Disk
        DedicatedStorageDisk(), TooManySharedDisks(), ScsiDisk(), UndocumentedDiskType(), DiskNotIdle(),
        SharedDiskGrown(), DiskChangedWhileImaged(),
        VeryLargeServer(), DiskSizeOutOfRange(), DiskShrink(), FixedDiskAttribute(),
        DiskPerformanceOutOfRange(),
        TooManyDisks(), MbrDiskAbove2Tib(),
        // Vault
        ImageWithoutVault(), VaultForOtherObjects(), ReplicationVaultForImage(), VaultNotAvailable(),
        VaultTooSmall(), VaultWithoutFreeSpace(), ServerInOtherVault(), VaultWithTooManyServers(),
        VaultBindingShown(), ConsistencyLowered(), MisfitAutoExpand(), VaultDeletionDeletesBackups(),
        VaultSizeOutOfRange(), FixedVaultAttribute(), BackupStorageCost(),
        // Availability
        UnknownRegion(), UnknownZone(), ImageBoundToZone(), ImageInWholeRegion(), UndeterminedImageScope(),
        FlavorNotSold(), DiskTypeNotSold(), EarlySourceRemoval(), LookupNotFound(), ShortStock(),
        ForeignZoneName(),
        // Guest
        GuestUnchecked(), GuestFactsStale(), GuestFamilyDiffers(), SpannedVolume(), MultiDiskVolume(),
        SanPolicyNotOnlineAll(), SanPolicyUnknown(), SharedDiskOnline(), OfflineSourceDisk(),
        MissingWindowsDrivers(), MissingCloudbaseInit(), MultiPvVolumeGroup(), MultiPvLogicalVolume(),
        PersistentNetworkNames(), IncompleteVolumeGroup(), MultiDiskLayout(), RootByDeviceName(),
        FstabByDeviceName(), BootNeedsDataDisk(), MissingVirtioDrivers(), MissingCloudInit(),
        StaticGuestAddress(), SensitiveData(), RemoteAccessOff(), MissingOptionalPlugin(),
        UnoptimisedServer(), UnsupportedGuestSystem(),
        // Permission
        NoPermissionForBackups(), FactNotRead(),
        // Naming
        ImageName(), ImageNameTaken(), ImageDescription(), ImageTags(), ServerName(), ServerTexts(),
        AdminPassword(), UserDataTooLong(), DiskTexts(), VaultTexts(),
        // Quota
        ImageQuota(), ServerQuota(), DiskQuota(), ManyServersAtOnce(),
        // Agreement
        CommitmentNotAccepted(), DisclaimerNotAccepted(), OptimisationNotConfirmed(),
        VagueAcknowledgement(), IdleAcknowledgement(), UnacknowledgedDataLoss(), BusinessData(),
        // Lifecycle
        ReferenceCycle(), SourceDeletedBeforeImage(), UnfinishedImageDeleted(), DiskLeftBehind(),
        UndeletableDisk(),
        // Read from more facts: copies, backups, options, charging
        SecondImagePerBackup(), ProtectedImageDeleted(), RunningDatabase(), LegacyBackupImage(),
        ReferencedImageDeleted(), FrozenServer(), BareMetalServer(), ReclaimedSpotServer(),
        InstallerServer(), BackupInProgress(), UnprotectableServer(), UnsupportedServerType(),
        SpecialHardware(), BootModeMismatch(), VirtualisationMismatch(), BackupBehindImageGone(),
        LocalDiskData(), DiskDeviceRefusedByFlavor(), UndeclaredImageDisk(), RestoredDiskShrink(),
        ForeignDiskSource(), AdditionalBlankDisk(), DeviceNamePromised(),
        BackupClientMissing(), LockedVaultChanged(), PrepaidVaultDeleted(), DiskExcludedFromBackup(),
        UnusableSourceBackup(), UndeletableBackup(), ReplicatedBackupReused(), BackupBeyondRetention(),
        BackupNotInVault(), CopyInsideRegion(), CopyBeforeRegionScope(), EncryptedImageCopied(),
        ReplicaCopiedAgain(), MisfitTargetVault(), TargetVaultTooSmall(),
        UnsupportedRegionPair(), ImageTooLargeToCopy(), SecondReplica(), BackupNotReplicable(),
        CrossRegionCost(), IndependentCopy(), CopyDuration(), ImageBusy(), ImageOfOtherRegion(),
        FrozenDiskAttribute(), DefaultCopyName(), TargetImageQuota(), Downtime(), ShortWaitLimit(),
        LeftoverBackup(), StopAndStart(), PrepaidServerDeleted(), ServerDeletedUnderBackup(),
    ]

    /// Every rule, checked or not.
    package static let metadata: [RuleMetadata] = (examples.map { type(of: $0).metadata } + described)
        .sorted { order(of: $0) < order(of: $1) }

    /// Rules that something else sees to; see their coverage.
    private static let described: [RuleMetadata] = [
        // WholeImage
        .imageWithoutSingleSource, .incompleteCopy, .diskInOtherZone, .restoredDiskTypeDiffers,
        .wholeImageShared, .sharingConditionsUnmet, .wholeImagePublished,
        .wholeImageExported, .foreignImageChanged, .wholeImageOsSwitch, .scalingWithWholeImage,
        .failedImageKept, .enterpriseProjectMoved,
        // Server
        .tooManyServersPerRequest, .dryRunRefused,
        // Disk
        .systemDiskDetachedWhileImaged, .encryptionKeyUnusable, .veryOldVolume,
        .sharedSystemDisk, .dataImageOnRestoredDisk,
        // Vault
        .legacyBackupBinding, .unbindingDeletesBackups, .vaultSettingsOutOfRange, .vaultBusy,
        .backupOfImageDeleted, .backupNotCancellable, .snapshotLimit,
        // Copy
        .missingAgency, .missingTargetProject, .tooManyCopiesAtOnce, .foreignImageCopied,
        // Availability
        .waitingForRegionScope, .regionWithoutBackup,
        // Permission
        .noPermissionForImages, .noPermissionForServers, .noPermissionForKeys,
        .noPermissionForCopies, .noPermissionToProvision, .noPermissionToDelete, .accountRefused,
        // Naming
        .twoFormsOfTags, .unresolvedReference,
        // Quota
        .imageTaskLimit, .vaultQuota, .requestRate,
        // Agreement
        .unconfirmedApply,
        // Lifecycle
        .imageIncomplete, .imageBeforeVault, .imageBeforeSettledServer, .copyBeforeUsableImage,
        .copyBeforeTarget, .serverBeforeImage, .usedImageRemoved, .deletionOutOfOrder,
        .deletionUnconfirmed, .staleFacts, .imageMadeTwice, .replacementWithoutSpare, .parallelWork,
        .failureSpread,
    ]

    /// Families in the order of the reference, with the words of their pages.
    package static let families: [(prefix: String, title: String)] = [
        ("WI", "Whole image"), ("SV", "Server"), ("DK", "Disk"), ("VA", "Vault and backup"), ("CP", "Copy"),
        ("AV", "Availability"), ("GU", "Guest content"), ("PM", "Permissions and account"),
        ("NM", "Naming and formats"), ("QT", "Quota and rate"), ("AG", "Agreements and acknowledgements"),
        ("LC", "Lifecycle and ordering"),
    ]

    private static func order(of metadata: RuleMetadata) -> (Int, String) {
        (families.firstIndex { $0.prefix == metadata.family } ?? families.count, metadata.id)
    }

    /// Ids and names that are like a misspelt one.
    package static func nearest(to text: String) -> [String] {
        Nearest.words(to: text, in: metadata.flatMap { [$0.id, $0.name] })
    }

    private static let byID: [String: RuleMetadata] = Dictionary(
        uniqueKeysWithValues: metadata.map { ($0.id, $0) })

    /// What stays open about a server whose inside nobody looked into.
    package static let guestUnchecked = GuestUnchecked.metadata

    /// What stays open about facts that could not be read.
    package static let factNotRead = FactNotRead.metadata

    package static func metadata(of id: String) -> RuleMetadata? { byID[id] }

    /// Keys with which findings can be acknowledged, each with the rules that it waives.
    package static let acknowledgementKeys: [String: [String]] = Dictionary(
        grouping: metadata.filter { $0.acknowledgement != nil }, by: { $0.acknowledgement ?? "" }
    ).mapValues { $0.map(\.id) }
}
