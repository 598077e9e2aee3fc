// swift-tools-version: 6.1

import PackageDescription

#if canImport(Glibc)
    import Glibc
#endif

// A release carries the Swift libraries in itself and shows none of its symbols: see docs/decisions/0006. The libraries
// that the static ones need are not named by modules that were compiled for the shared ones.
let standalone =
    [
        "-static-stdlib", "-use-ld=lld", "-Xlinker", "--no-export-dynamic", "-Xlinker", "--strip-debug",
        "-lCoreFoundation", "-lFoundationInternationalization", "-l_FoundationCollections",
        "-l_FoundationICU",
        "-l_FoundationCShims",
    ] + (packsRelocations ? ["-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"] : [])

/// Whether the C library of this machine, on which the release will run, reads packed relocations: glibc from 2.36 on.
var packsRelocations: Bool {
    #if canImport(Glibc)
        var name = [CChar](repeating: 0, count: 64)
        guard confstr(Int32(_CS_GNU_LIBC_VERSION), &name, name.count) > 0 else { return false }
        let numbers = String(cString: name).split { !$0.isNumber }.compactMap { Int($0) }
        return numbers.count >= 2 && (numbers[0], numbers[1]) >= (2, 36)
    #else
        return false
    #endif
}

let package = Package(
    name: "ximage",
    products: [
        .executable(name: "ximage", targets: ["ximage"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        // Arrows point down only; `.ci/run` builds with the import check that holds them.
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"]), .yum(["libyaml-devel"])]),
        .target(
            name: "XimageCore",
            dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        // `mallopt` of glibc, which its own module leaves out.
        .systemLibrary(name: "CMalloc"),
        .target(name: "XimageYAML", dependencies: ["CYAML"]),
        .target(
            name: "XimageManifest",
            dependencies: [
                "XimageCore", "XimageYAML",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "XimagePlanning",
            dependencies: [
                "XimageCore",
                .product(name: "HeapModule", package: "swift-collections"),
            ]),
        .target(name: "XimageGuest", dependencies: ["XimageCore"]),
        .target(name: "XimageRules", dependencies: ["XimageCore", "XimagePlanning"]),
        .target(name: "XimageRendering", dependencies: ["XimageCore", "XimagePlanning"]),
        .target(
            name: "XimageState",
            dependencies: [
                "XimageCore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(
            name: "XimageEngine",
            dependencies: [
                "XimageCore", "XimagePlanning", "XimageState",
                .product(name: "HeapModule", package: "swift-collections"),
            ]),
        .target(
            name: "XimageHuawei",
            dependencies: [
                "XimageCore",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        .target(
            name: "XimageSandbox",
            dependencies: [
                "XimageYAML",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        .executableTarget(
            name: "ximage",
            dependencies: [
                "CMalloc", "XimageCore", "XimageYAML", "XimageManifest", "XimagePlanning", "XimageRules",
                "XimageRendering", "XimageGuest",
                "XimageState", "XimageEngine", "XimageHuawei", "XimageSandbox",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            linkerSettings: [.unsafeFlags(standalone, .when(platforms: [.linux], configuration: .release))]),
        .target(
            name: "XimageTestSupport",
            dependencies: ["XimageCore", "XimagePlanning"],
            path: "Tests/XimageTestSupport"),
        .testTarget(name: "XimageCoreTests", dependencies: ["XimageCore", "XimageTestSupport"]),
        .testTarget(name: "XimageYAMLTests", dependencies: ["XimageYAML", "XimageTestSupport"]),
        .testTarget(
            name: "XimageManifestTests",
            dependencies: [
                "XimageManifest", "XimagePlanning", "XimageCore", "XimageYAML", "XimageRendering",
                "XimageTestSupport",
            ],
            exclude: ["Fixtures", "Golden"]),
        .testTarget(
            name: "XimagePlanningTests",
            dependencies: ["XimagePlanning", "XimageCore", "XimageTestSupport"], exclude: ["Golden"]),
        .testTarget(
            name: "XimageRulesTests",
            dependencies: ["XimageRules", "XimagePlanning", "XimageCore", "XimageTestSupport"]),
        .testTarget(
            name: "XimageGuestTests", dependencies: ["XimageGuest", "XimageCore", "XimageTestSupport"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "XimageRenderingTests",
            dependencies: ["XimageRendering", "XimagePlanning", "XimageCore", "XimageTestSupport"],
            exclude: ["Golden"]),
        .target(
            name: "CSQLiteFaults", path: "Tests/CSQLiteFaults", linkerSettings: [.linkedLibrary("sqlite3")]),
        .testTarget(
            name: "XimageStateTests",
            dependencies: [
                "XimageState", "XimageCore", "XimageTestSupport", "CSQLiteFaults",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "XimageEngineTests",
            dependencies: [
                "XimageEngine", "XimageState", "XimagePlanning", "XimageRules", "XimageHuawei",
                "XimageManifest", "XimageSandbox", "XimageCore", "XimageTestSupport",
            ],
            exclude: ["Golden"]),
        .testTarget(
            name: "XimageHuaweiTests",
            dependencies: [
                "XimageHuawei", "XimageSandbox", "XimageCore", "XimageTestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "XimageSandboxTests",
            dependencies: [
                "XimageSandbox", "XimageTestSupport",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        .testTarget(
            name: "XimageCommandTests",
            dependencies: [
                "ximage", "XimageRendering", "XimageEngine", "XimagePlanning", "XimageGuest", "XimageCore",
                "XimageTestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Golden"]),
        .testTarget(
            name: "ForesightTests",
            dependencies: [
                "XimageManifest", "XimageRules", "XimagePlanning", "XimageEngine", "XimageHuawei",
                "XimageGuest", "XimageSandbox", "XimageState", "XimageCore", "XimageTestSupport",
            ]),
        .testTarget(
            name: "ScenarioTests",
            dependencies: ["ximage", "XimageEngine", "XimagePlanning", "XimageCore", "XimageTestSupport"]),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .unsafeFlags(["-warnings-as-errors"]),
    ]
}
