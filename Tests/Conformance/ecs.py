"""ECS: servers, from catalogue to delete."""

import uuid

from huaweicloudsdkecs.v2 import model as m
from huaweicloudsdkims.v2 import model as images

from harness import EcsClient, ImsClient, REGION

ZONE = REGION + "a"


def new_server(world, name, **more):
    disks = more.pop("data", [m.PostPaidServerDataVolume(volumetype="SSD", size=100)])
    return m.PostPaidServer(
        name=name, image_ref=more.pop("image", world["image"]), flavor_ref=more.pop("flavor", "s6.large.2"),
        vpcid=world["vpc"], nics=[m.PostPaidServerNic(subnet_id=world["subnet"])],
        availability_zone=more.pop("zone", ZONE), root_volume=m.PostPaidServerRootVolume(volumetype="GPSSD", size=40),
        data_volumes=disks, security_groups=[m.PostPaidServerSecurityGroup(id=world["group"])], **more)


def create(ecs, server, token=None, dry_run=None):
    body = m.CreatePostPaidServersRequestBody(server=server, dry_run=dry_run)
    return ecs.create_post_paid_servers(m.CreatePostPaidServersRequest(body=body, x_client_token=token))


def run(sandbox, check, world):
    ecs = sandbox.client(EcsClient)
    ims = sandbox.client(ImsClient)
    found = ims.list_images(images.ListImagesRequest(imagetype="gold", name="Ubuntu 22.04 server 64bit")).images
    world["image"] = found[0].id
    catalogue(ecs, check)
    lifecycle(ecs, check, world)
    power(ecs, check, world)
    membership(ecs, check, world)
    disks(ecs, check, world)
    systems(ecs, check, world)
    refusals(ecs, check, world)


def membership(ecs, check, world):
    server = world["server"]
    shown = lambda: ecs.show_server(m.ShowServerRequest(server_id=server)).server
    pairs = m.UpdateServerMetadataRequestBody(metadata={"owner": "shop"})
    ecs.update_server_metadata(m.UpdateServerMetadataRequest(server_id=server, body=pairs))
    check.equal("metadata", shown().metadata.get("owner"), "shop")
    ecs.delete_server_metadata(m.DeleteServerMetadataRequest(server_id=server, key="owner"))
    check("metadata is gone", "owner" not in shown().metadata)
    less = m.NovaDisassociateSecurityGroupRequestBody(
        remove_security_group=m.NovaRemoveSecurityGroupOption(name=world["group"]))
    ecs.nova_disassociate_security_group(m.NovaDisassociateSecurityGroupRequest(server_id=server, body=less))
    more = m.NovaAssociateSecurityGroupRequestBody(
        add_security_group=m.NovaAddSecurityGroupOption(name=world["group"]))
    ecs.nova_associate_security_group(m.NovaAssociateSecurityGroupRequest(server_id=server, body=more))
    check("the group is back", world["group"] in [group.id for group in shown().security_groups])
    group, member = str(uuid.uuid4()), m.ServerGroupMember(instance_uuid=server)
    ecs.add_server_group_member(m.AddServerGroupMemberRequest(
        server_group_id=group, body=m.AddServerGroupMemberRequestBody(add_member=member)))
    ecs.delete_server_group_member(m.DeleteServerGroupMemberRequest(
        server_group_id=group, body=m.DeleteServerGroupMemberRequestBody(remove_member=member)))


def catalogue(ecs, check):
    flavors = ecs.list_flavors(m.ListFlavorsRequest(availability_zone=ZONE)).flavors
    by_name = {flavor.id: flavor for flavor in flavors}
    check("the common flavor", "s6.large.2" in by_name)
    check.equal("its cores are a string", by_name["s6.large.2"].vcpus, "2")
    check.equal("its memory is a number", by_name["s6.large.2"].ram, 4096)
    check("a sold out zone is said so", "sellout" in (by_name["s6.small.1"].os_extra_specs.condoperationaz or ""))
    check.equal("a withdrawn flavor", by_name["s3.large.2"].os_extra_specs.condoperationstatus, "abandon")
    zones = ecs.nova_list_availability_zones(m.NovaListAvailabilityZonesRequest()).availability_zone_info
    check("zones", ZONE in [zone.zone_name for zone in zones])
    check("zones are open", all(zone.zone_state.available for zone in zones))
    limits = ecs.show_server_limits(m.ShowServerLimitsRequest()).absolute
    check("limits", limits.max_total_instances > 0 and limits.total_instances_used == 0)
    policies = ecs.list_flavor_sell_policies(m.ListFlavorSellPoliciesRequest())
    check.equal("sale policies", policies.sell_policies, [])


def lifecycle(ecs, check, world):
    tags = [m.PostPaidServerTag(key="role", value="web")]
    token = str(uuid.uuid4())
    server = new_server(world, "web-01", server_tags=tags, description="first")
    made = create(ecs, server, token)
    check("a job", bool(made.job_id))
    check.equal("one server", len(made.server_ids), 1)
    check.equal("the same token gives the same answer", create(ecs, server, token).server_ids, made.server_ids)
    job = ecs.show_job(m.ShowJobRequest(job_id=made.job_id))
    check.equal("the job ends", job.status, "SUCCESS")
    check.equal("the job names the server", job.entities.sub_jobs[0].entities.server_id, made.server_ids[0])
    check.equal("the job counts its parts", job.entities.sub_jobs_total, 1)
    world["server"] = made.server_ids[0]
    shown = ecs.show_server(m.ShowServerRequest(server_id=world["server"])).server
    check.equal("its status", shown.status, "ACTIVE")
    check.equal("its zone", shown.os_ext_a_zavailability_zone, ZONE)
    check.equal("no task", shown.os_ext_st_stask_state, None)
    check.equal("it runs", shown.os_ext_st_spower_state, 1)
    check.equal("its flavor", (shown.flavor.id, shown.flavor.vcpus, shown.flavor.ram), ("s6.large.2", "2", "4096"))
    check.equal("its tags", shown.tags, ["role=web"])
    check.equal("its description", shown.description, "first")
    check.equal("addresses by VPC id", list(shown.addresses), [world["vpc"]])
    attached = shown.os_extended_volumesvolumes_attached
    check.equal("disks", [disk.boot_index for disk in attached], ["0", None])
    check.equal("disks' fate is text", [disk.delete_on_termination for disk in attached], ["true", "false"])
    check.equal("charged per use", shown.metadata["charging_mode"], "0")
    world["root"], world["data"] = attached[0].id, attached[1].id
    batch = create(ecs, new_server(world, "many", count=3, data=[]))
    check.equal("a batch", len(batch.server_ids), 3)
    listed = ecs.list_servers_details(m.ListServersDetailsRequest(limit=2, offset=2))
    check.equal("the second page counts pages", (listed.count, len(listed.servers)), (4, 2))
    check.equal("a batch has numbered names", sorted(s.name for s in listed.servers)[-1], "many-0003")
    named = ecs.list_servers_details(m.ListServersDetailsRequest(name="web"))
    check.equal("by a part of the name", [s.name for s in named.servers], ["web-01"])
    tagged = ecs.list_servers_details(m.ListServersDetailsRequest(tags="role=web"))
    check.equal("by tag", tagged.count, 1)
    check.equal("the newer list", len(ecs.list_cloud_servers(m.ListCloudServersRequest(limit=10)).servers), 4)
    change = m.UpdateServerRequestBody(server=m.UpdateServerOption(name="web-1", description="renamed"))
    renamed = ecs.update_server(m.UpdateServerRequest(server_id=world["server"], body=change)).server
    check.equal("renamed", renamed.name, "web-1")
    more = m.BatchCreateServerTagsRequestBody(action="create", tags=[m.BatchAddServerTag(key="env", value="")])
    ecs.batch_create_server_tags(m.BatchCreateServerTagsRequest(server_id=world["server"], body=more))
    seen = ecs.show_server_tags(m.ShowServerTagsRequest(server_id=world["server"])).tags
    check.equal("tags", [(tag.key, tag.value) for tag in seen], [("role", "web"), ("env", "")])
    less = m.BatchDeleteServerTagsRequestBody(action="delete", tags=[m.ServerTag(key="env", value="")])
    ecs.batch_delete_server_tags(m.BatchDeleteServerTagsRequest(server_id=world["server"], body=less))
    used = ecs.list_server_tags(m.ListServerTagsRequest()).tags
    check.equal("tags in use", [(tag.key, tag.values) for tag in used], [("role", ["web"])])
    body = m.DeleteServersRequestBody(servers=[m.ServerId(id=one) for one in batch.server_ids], delete_volume=True)
    gone = ecs.delete_servers(m.DeleteServersRequest(body=body))
    check.equal("deleted", ecs.show_job(m.ShowJobRequest(job_id=gone.job_id)).status, "SUCCESS")
    check.equal("one is left", ecs.list_servers_details(m.ListServersDetailsRequest()).count, 1)


def systems(ecs, check, world):
    """A server of the newer create call whose system is changed, and which goes again."""
    server = m.PrePaidServer(
        name="passing", image_ref=world["image"], flavor_ref="s6.large.2", vpcid=world["vpc"], availability_zone=ZONE,
        nics=[m.PrePaidServerNic(subnet_id=world["subnet"])], root_volume=m.PrePaidServerRootVolume(volumetype="GPSSD", size=40),
        data_volumes=[m.PrePaidServerDataVolume(volumetype="SSD", size=10)],
        server_tags=[m.PrePaidServerTag(key="role", value="passing")])
    made = ecs.create_servers(m.CreateServersRequest(body=m.CreateServersRequestBody(server=server)))
    one = made.server_ids[0]
    check.equal("made by the newer call", ecs.show_server(m.ShowServerRequest(server_id=one)).server.status, "ACTIVE")
    query = m.ListServersByTagRequestBody(action="filter", limit="10", offset="0", tags=[m.ServerTags(key="role", values=["passing"])])
    found = ecs.list_servers_by_tag(m.ListServersByTagRequest(body=query))
    check.equal("query by tag", (found.total_count, found.resources[0].resource_id), (1, one))
    disk = ecs.list_server_block_devices(m.ListServerBlockDevicesRequest(server_id=one)).volume_attachments[1].volume_id
    keep = m.UpdateServerBlockDeviceReq(block_device=m.UpdateServerBlockDeviceOption(delete_on_termination=True))
    ecs.update_server_block_device(m.UpdateServerBlockDeviceRequest(server_id=one, volume_id=disk, body=keep))
    attached = ecs.show_server(m.ShowServerRequest(server_id=one)).server.os_extended_volumesvolumes_attached
    check.equal("its disk goes with it", attached[1].delete_on_termination, "true")
    stop = m.BatchStopServersRequestBody(os_stop=m.BatchStopServersOption(servers=[m.ServerId(id=one)]))
    ecs.batch_stop_servers(m.BatchStopServersRequest(body=stop))
    change = m.ChangeServerOsWithCloudInitRequestBody(
        os_change=m.ChangeServerOsWithCloudInitOption(imageid=world["image"], keyname="ops", userid="u"))
    job = ecs.change_server_os_with_cloud_init(m.ChangeServerOsWithCloudInitRequest(server_id=one, body=change))
    check.equal("its system is changed", ecs.show_job(m.ShowJobRequest(job_id=job.job_id)).status, "SUCCESS")
    body = m.DeleteServersRequestBody(servers=[m.ServerId(id=one)])
    ecs.delete_servers(m.DeleteServersRequest(body=body))
    check.refuses("it is gone", 404, "Ecs.0114", lambda: ecs.show_server(m.ShowServerRequest(server_id=one)))


def power(ecs, check, world):
    one = [m.ServerId(id=world["server"])]

    def status():
        return ecs.show_server(m.ShowServerRequest(server_id=world["server"])).server.status

    stop = m.BatchStopServersRequestBody(os_stop=m.BatchStopServersOption(servers=one, type="SOFT"))
    ecs.batch_stop_servers(m.BatchStopServersRequest(body=stop))
    check.equal("stopped", status(), "SHUTOFF")
    size = m.ResizeServerRequestBody(resize=m.ResizePrePaidServerOption(flavor_ref="s6.large.4"))
    resized = ecs.resize_server(m.ResizeServerRequest(server_id=world["server"], body=size))
    check.equal("the resize ends", ecs.show_job(m.ShowJobRequest(job_id=resized.job_id)).entities.server_id, world["server"])
    shown = ecs.show_server(m.ShowServerRequest(server_id=world["server"])).server
    check.equal("resized", (shown.flavor.id, shown.status), ("s6.large.4", "SHUTOFF"))
    start = m.BatchStartServersRequestBody(os_start=m.BatchStartServersOption(servers=one))
    ecs.batch_start_servers(m.BatchStartServersRequest(body=start))
    check.equal("started", status(), "ACTIVE")
    reboot = m.BatchRebootServersRequestBody(reboot=m.BatchRebootSeversOption(servers=one, type="SOFT"))
    ecs.batch_reboot_servers(m.BatchRebootServersRequest(body=reboot))
    check.equal("rebooted", status(), "ACTIVE")


def disks(ecs, check, world):
    devices = ecs.list_server_block_devices(m.ListServerBlockDevicesRequest(server_id=world["server"]))
    check.equal("block devices", [device.size for device in devices.volume_attachments], [40, 100])
    check.equal("the system disk", devices.volume_attachments[0].boot_index, 0)
    check("free slots", devices.attachable_quantity.free_disk > 0)
    one = ecs.show_server_block_device(
        m.ShowServerBlockDeviceRequest(server_id=world["server"], volume_id=world["data"])).volume_attachment
    check.equal("one device", one.volume_id, world["data"])
    detached = ecs.detach_server_volume(
        m.DetachServerVolumeRequest(server_id=world["server"], volume_id=world["data"]))
    check("detach is a job", bool(detached.job_id))
    devices = ecs.list_server_block_devices(m.ListServerBlockDevicesRequest(server_id=world["server"]))
    check.equal("detached", len(devices.volume_attachments), 1)
    body = m.AttachServerVolumeRequestBody(volume_attachment=m.AttachServerVolumeOption(volume_id=world["data"]))
    ecs.attach_server_volume(m.AttachServerVolumeRequest(server_id=world["server"], body=body))
    devices = ecs.list_server_block_devices(m.ListServerBlockDevicesRequest(server_id=world["server"]))
    check.equal("attached again", len(devices.volume_attachments), 2)
    check.refuses("attached twice", 400, "Ecs.0057", lambda: ecs.attach_server_volume(
        m.AttachServerVolumeRequest(server_id=world["server"], body=body)))
    check.refuses("the system disk of a running server stays", 400, "Ecs.0102", lambda: ecs.detach_server_volume(
        m.DetachServerVolumeRequest(server_id=world["server"], volume_id=world["root"])))


def refusals(ecs, check, world):
    cases = [
        ("an unknown flavor", "Ecs.0029", dict(flavor="s9.large.2")),
        ("a sold out flavor", "Ecs.0018", dict(flavor="s6.small.1", zone=REGION + "b")),
        ("a withdrawn flavor", "Ecs.0019", dict(flavor="s3.large.2")),
        ("an unknown image", "Ecs.0031", dict(image=str(uuid.uuid4()))),
        ("a sold out disk type", "Ecs.0044", dict(data=[m.PostPaidServerDataVolume(volumetype="SATA", size=100)])),
        ("too many servers", "Ecs.0913", dict(count=501)),
    ]
    for name, code, change in cases:
        check.refuses(name, 400, code, lambda: create(ecs, new_server(world, "bad", **change)))
    check.refuses("a bad name", 400, "Ecs.0915", lambda: create(ecs, new_server(world, "a b")))
    check.refuses("a bad token", 400, "Ecs.0123", lambda: create(ecs, new_server(world, "t"), "abc"))
    token = str(uuid.uuid4())
    create(ecs, new_server(world, "token", data=[]), token)
    check.refuses("a token used otherwise", 400, "Ecs.0122", lambda: create(ecs, new_server(world, "other"), token))
    check.refuses("an unknown server", 404, "Ecs.0114", lambda: ecs.show_server(
        m.ShowServerRequest(server_id=str(uuid.uuid4()))))
    check.refuses("an unknown job", 400, "Common.0011", lambda: ecs.show_job(m.ShowJobRequest(job_id="0" * 32)))
