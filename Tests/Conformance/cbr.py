"""CBR: vaults, checkpoints, backups, replication."""

import uuid

from huaweicloudsdkcbr.v1 import model as m

from harness import CbrClient, OTHER, REGION

SERVER = "OS::Nova::Server"


def new_vault(name, size=500, protect="backup", **more):
    billing = m.BillingCreate(
        cloud_type="public", consistent_level="crash_consistent", object_type="server", protect_type=protect, size=size)
    return m.CreateVaultRequest(body=m.VaultCreateReq(vault=m.VaultCreate(name=name, billing=billing, resources=[], **more)))


def run(sandbox, check, world):
    cbr = sandbox.client(CbrClient)
    vaults(cbr, check, world)
    backups(cbr, check, world)
    replication(sandbox, cbr, check, world)
    logs(sandbox, cbr, check, world)
    refusals(cbr, check, world)


def vaults(cbr, check, world):
    made = cbr.create_vault(new_vault("images", tags=[m.Tag(key="role", value="golden")])).vault
    world["vault"] = made.id
    check.equal("made at once", made.billing.status, "available")
    check.equal("its kind", (made.billing.object_type, made.billing.protect_type), ("server", "backup"))
    check.equal("it is empty", (made.billing.allocated, made.billing.used), (0, 0))
    check.equal("one vault", cbr.show_vault(m.ShowVaultRequest(vault_id=made.id)).vault.name, "images")
    listed = cbr.list_vault(m.ListVaultRequest(name="images"))
    check.equal("by name", (listed.count, listed.vaults[0].id), (1, made.id))
    check.equal("tags are pairs", [(tag.key, tag.value) for tag in listed.vaults[0].tags], [("role", "golden")])
    change = m.VaultUpdateReq(vault=m.VaultUpdate(name="golden", billing=m.BillingUpdate(size=600)))
    changed = cbr.update_vault(m.UpdateVaultRequest(vault_id=made.id, body=change)).vault
    check.equal("changed", (changed.name, changed.billing.size), ("golden", 600))
    resource = m.ResourceCreate(id=world["server"], type=SERVER)
    added = cbr.add_vault_resource(m.AddVaultResourceRequest(
        vault_id=made.id, body=m.VaultAddResourceReq(resources=[resource])))
    check.equal("added", added.add_resource_ids, [world["server"]])
    shown = cbr.show_vault(m.ShowVaultRequest(vault_id=made.id)).vault
    check.equal("allocated in GB", shown.billing.allocated, 140)
    check.equal("its resource", (shown.resources[0].id, shown.resources[0].size), (world["server"], 140))
    check.equal("the vault of a server", cbr.list_vault(m.ListVaultRequest(resource_ids=world["server"])).vaults[0].id, made.id)
    check.refuses("a server is in one vault", 400, "BackupService.6103", lambda: cbr.add_vault_resource(
        m.AddVaultResourceRequest(vault_id=made.id, body=m.VaultAddResourceReq(resources=[resource]))))
    tags = m.BulkCreateAndDeleteVaultTagsReq(action="create", tags=[m.Tag(key="env", value="x")])
    cbr.batch_create_and_delete_vault_tags(m.BatchCreateAndDeleteVaultTagsRequest(vault_id=made.id, body=tags))
    cbr.create_vault_tags(m.CreateVaultTagsRequest(vault_id=made.id, body=m.VaultTagsCreateReq(tag=m.Tag(key="k", value="v"))))
    cbr.delete_vault_tag(m.DeleteVaultTagRequest(vault_id=made.id, key="k"))
    seen = cbr.show_vault_tag(m.ShowVaultTagRequest(vault_id=made.id)).tags
    check.equal("tags", {tag.key for tag in seen}, {"role", "env"})
    used = cbr.show_vault_project_tag(m.ShowVaultProjectTagRequest()).tags
    check.equal("tags in use", {tag.key for tag in used}, {"role", "env"})
    query = m.VaultResourceInstancesReq(action="filter", tags=[m.TagsReq(key="env", values=["x"])], limit="10", offset="0")
    found = cbr.show_vault_resource_instances(m.ShowVaultResourceInstancesRequest(body=query))
    check.equal("by tag", (found.total_count, found.resources[0].resource_id), (1, made.id))
    listed = cbr.list_protectable(m.ListProtectableRequest(protectable_type="server"))
    check("protectables", world["server"] in [instance.id for instance in listed.instances])
    shown = cbr.show_protectable(m.ShowProtectableRequest(protectable_type="server", instance_id=world["server"])).instance
    check.equal("one protectable", (shown.protectable.result, shown.protectable.vault.id), (True, made.id))
    passing = cbr.create_vault(new_vault("passing")).vault
    cbr.delete_vault(m.DeleteVaultRequest(vault_id=passing.id))
    cbr.list_vault(m.ListVaultRequest())
    check.refuses("deleted", 404, "BackupService.6105", lambda: cbr.show_vault(m.ShowVaultRequest(vault_id=passing.id)))


def backups(cbr, check, world):
    parameters = m.CheckpointParam(name="before", description="upgrade", resources=[world["server"]])
    body = m.VaultBackupReq(checkpoint=m.VaultBackup(vault_id=world["vault"], parameters=parameters))
    made = cbr.create_checkpoint(m.CreateCheckpointRequest(body=body)).checkpoint
    check.equal("a checkpoint of the vault", made.vault.id, world["vault"])
    check.equal("nothing skipped", made.vault.skipped_resources, [])
    check.equal("its name", made.extra_info.name, "before")
    for _ in range(3):
        shown = cbr.show_checkpoint(m.ShowCheckpointRequest(checkpoint_id=made.id)).checkpoint
    check.equal("it ends", shown.status, "available")
    listed = cbr.list_backups(m.ListBackupsRequest(checkpoint_id=made.id))
    check.equal("one backup", listed.count, 1)
    backup = listed.backups[0]
    world["backup"] = backup.id
    check.equal("of the server", (backup.resource_id, backup.resource_type), (world["server"], SERVER))
    check.equal("its state", (backup.status, backup.image_type), ("available", "backup"))
    check.equal("its size in GB", backup.resource_size, 140)
    check.equal("usable in the region", backup.extend_info.supported_restore_mode, "backup")
    check("holds a system disk", backup.extend_info.contain_system_disk is True)
    check.equal("a child for each disk", [child.resource_id for child in backup.children], [world["root"], world["data"]])
    marks = [child.extend_info.bootable or child.extend_info.system_disk for child in backup.children]
    check.equal("which is the system disk", [bool(mark) for mark in marks], [True, False])
    check.equal("sizes of children", [child.resource_size for child in backup.children], [40, 100])
    change = m.BackupUpdateReq(backup=m.BackupUpdate(name="kept"))
    cbr.update_backup(m.UpdateBackupRequest(backup_id=backup.id, body=change))
    check.equal("renamed", cbr.show_backup(m.ShowBackupRequest(backup_id=backup.id)).backup.name, "kept")
    server = cbr.show_metadata(m.ShowMetadataRequest(backup_id=backup.id))
    check.equal("what the server was like", server.backup_id, backup.id)
    by_server = cbr.list_backups(m.ListBackupsRequest(resource_id=world["server"], status="available"))
    check.equal("by server and status", by_server.count, 1)
    check.equal("none of another", cbr.list_backups(m.ListBackupsRequest(resource_id=str(uuid.uuid4()))).count, 0)


def replication(sandbox, cbr, check, world):
    pairs = cbr.show_replication_capabilities(m.ShowReplicationCapabilitiesRequest()).regions
    check("pairs", OTHER in {pair.name: pair.replication_destinations for pair in pairs}[REGION])
    there = sandbox.client(CbrClient, OTHER)
    vault = there.create_vault(new_vault("dr", protect="replication")).vault
    world["replicas"] = vault.id
    params = m.BackupReplicateReqBody(
        destination_project_id=sandbox.info["projects"][OTHER], destination_region=OTHER, destination_vault_id=vault.id, name="copy")
    body = m.BackupReplicateReq(replicate=params)
    copied = cbr.copy_backup(m.CopyBackupRequest(backup_id=world["backup"], body=body)).replication
    check.equal("replicated", copied.destination_region, OTHER)
    replicas = there.list_backups(m.ListBackupsRequest(vault_id=vault.id)).backups
    check.equal("it arrived", [(one.image_type, one.status) for one in replicas], [("replication", "available")])
    shown = cbr.show_backup(m.ShowBackupRequest(backup_id=world["backup"])).backup
    check.equal("the record", shown.replication_records[0].status, "success")
    there.delete_backup(m.DeleteBackupRequest(backup_id=replicas[0].id))
    check.equal("deleted there", there.list_backups(m.ListBackupsRequest(vault_id=vault.id)).count, 0)


def logs(sandbox, cbr, check, world):
    listed = cbr.list_op_logs(m.ListOpLogsRequest(resource_id=world["server"], operation_type="backup"))
    check.equal("a log of the backup", listed.count, 1)
    entry = listed.operation_logs[0]
    check.equal("its state", (entry.status, entry.extra_info.common.progress), ("success", 100))
    check.equal("its backup", entry.extra_info.backup.backup_id, world["backup"])
    shown = cbr.show_op_log(m.ShowOpLogRequest(operation_log_id=entry.id)).operation_log
    check.equal("one log", (shown.vault_id, shown.extra_info.resource.id), (world["vault"], world["server"]))
    copies = cbr.list_op_logs(m.ListOpLogsRequest(operation_type="replication", status="success")).operation_logs
    check.equal("a log of the copy", copies[0].extra_info.replication.destination_region, OTHER)
    check.refuses("an unknown log", 404, "BackupService.6500", lambda: cbr.show_op_log(
        m.ShowOpLogRequest(operation_log_id=str(uuid.uuid4()))))
    params = m.CheckpointReplicateParam(
        destination_project_id=sandbox.info["projects"][OTHER], destination_region=OTHER,
        destination_vault_id=world["replicas"], vault_id=world["vault"])
    copied = cbr.copy_checkpoint(m.CopyCheckpointRequest(body=m.CheckpointReplicateReq(replicate=params))).replication
    check.equal("all of a vault copied", [one.backup_id for one in copied.backups], [world["backup"]])
    there = sandbox.client(CbrClient, OTHER)
    replicas = there.list_backups(m.ListBackupsRequest(vault_id=world["replicas"])).backups
    check.equal("they arrived", [one.image_type for one in replicas], ["replication"])
    there.delete_backup(m.DeleteBackupRequest(backup_id=replicas[0].id))
    there.list_backups(m.ListBackupsRequest())
    check.refuses("nothing to remove", 400, "BackupService.6135", lambda: cbr.remove_vault_resource(m.RemoveVaultResourceRequest(
        vault_id=world["vault"], body=m.VaultRemoveResourceReq(resource_ids=[str(uuid.uuid4())]))))
    check.equal("no move goes on", cbr.show_migrate_status(m.ShowMigrateStatusRequest()).status, "success")
    move = m.DomainMigrate(all_regions=False, reservation=0.2)
    check.refuses("nothing to move", 400, "BackupService.4008", lambda: cbr.migrate_domain(m.MigrateDomainRequest(body=move)))


def refusals(cbr, check, world):
    check.refuses("an unknown vault", 404, "BackupService.6105", lambda: cbr.show_vault(m.ShowVaultRequest(vault_id=str(uuid.uuid4()))))
    check.refuses("an unknown backup", 404, "BackupService.6200", lambda: cbr.show_backup(m.ShowBackupRequest(backup_id=str(uuid.uuid4()))))
    check.refuses("an unknown checkpoint", 404, "BackupService.6217", lambda: cbr.show_checkpoint(m.ShowCheckpointRequest(checkpoint_id=str(uuid.uuid4()))))
    check.refuses("a vault too small", 400, "BackupService.6101", lambda: cbr.create_vault(new_vault("small", size=1)))
    resource = m.ResourceCreate(id=str(uuid.uuid4()), type=SERVER)
    check.refuses("an unknown server", 404, "BackupService.7100", lambda: cbr.add_vault_resource(
        m.AddVaultResourceRequest(vault_id=world["vault"], body=m.VaultAddResourceReq(resources=[resource]))))
