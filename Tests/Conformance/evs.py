"""EVS: disks."""

import uuid

from huaweicloudsdkevs.v2 import model as m

from harness import EvsClient, REGION

ZONE = REGION + "a"


def new_volume(**more):
    values = dict(availability_zone=ZONE, volume_type="GPSSD", size=50, name="data")
    values.update(more)
    return m.CreateVolumeRequest(body=m.CreateVolumeRequestBody(volume=m.CreateVolumeOption(**values)))


def run(sandbox, check, world):
    evs = sandbox.client(EvsClient)
    types = evs.cinder_list_volume_types(m.CinderListVolumeTypesRequest()).volume_types
    specs = {kind.name: kind.extra_specs for kind in types}
    check("types", {"SAS", "SSD", "GPSSD", "ESSD", "GPSSD2", "ESSD2", "SATA"} <= set(specs))
    check("where a type is", ZONE in specs["SAS"].reske_yavailability_zones)
    check("where a type is sold out", ZONE in specs["SATA"].os_vendor_extendedsold_out_availability_zones)
    zones = evs.cinder_list_availability_zones(m.CinderListAvailabilityZonesRequest()).availability_zone_info
    check("zones", ZONE in [zone.zone_name for zone in zones])
    lifecycle(evs, check, world)
    changes(evs, check)
    refusals(evs, check, world)


def lifecycle(evs, check, world):
    made = evs.create_volume(new_volume(metadata={"create_for_volume_id": "true"}, tags={"role": "db"}))
    check.equal("the id at once when asked for", len(made.volume_ids), 1)
    job = evs.show_job(m.ShowJobRequest(job_id=made.job_id))
    check.equal("the job ends", job.status, "SUCCESS")
    check.equal("the job names the disk", job.entities.volume_id, made.volume_ids[0])
    silent = evs.create_volume(new_volume(name="silent"))
    check.equal("no id otherwise", silent.volume_ids, None)
    disk = evs.show_job(m.ShowJobRequest(job_id=silent.job_id)).entities.volume_id
    batch = evs.create_volume(new_volume(name="many", count=2))
    parts = evs.show_job(m.ShowJobRequest(job_id=batch.job_id)).entities.sub_jobs
    check.equal("a batch has its ids in parts", len({part.entities.volume_id for part in parts}), 2)
    shown = evs.show_volume(m.ShowVolumeRequest(volume_id=made.volume_ids[0])).volume
    check.equal("its state", (shown.status, shown.size, shown.volume_type), ("available", 50, "GPSSD"))
    check.equal("flags are text", (shown.bootable, shown.shareable, shown.multiattach), ("false", "false", False))
    check.equal("tags are a map", shown.tags, {"role": "db"})
    listed = evs.list_volumes(m.ListVolumesRequest(limit=2, offset=1))
    check.equal("pages count records", len(listed.volumes), 2)
    check("more follow", bool(listed.volumes_links))
    attached = evs.list_volumes(m.ListVolumesRequest(server_id=world["server"])).volumes
    check.equal("disks of a server", {disk.id for disk in attached}, {world["root"], world["data"]})
    check.equal("attachment", attached[0].attachments[0].server_id, world["server"])
    change = m.UpdateVolumeRequestBody(volume=m.UpdateVolumeOption(name="renamed", description="d"))
    check.equal("renamed, without wrapper", evs.update_volume(
        m.UpdateVolumeRequest(volume_id=disk, body=change)).name, "renamed")
    grow = m.ResizeVolumeRequestBody(os_extend=m.OsExtend(new_size=80))
    evs.resize_volume(m.ResizeVolumeRequest(volume_id=disk, body=grow))
    check.equal("grown", evs.show_volume(m.ShowVolumeRequest(volume_id=disk)).volume.size, 80)
    check.refuses("shrinking", 400, "EVS.1015", lambda: evs.resize_volume(m.ResizeVolumeRequest(volume_id=disk, body=grow)))
    tags = m.BatchCreateVolumeTagsRequestBody(action="create", tags=[m.Tag(key="env", value="test")])
    evs.batch_create_volume_tags(m.BatchCreateVolumeTagsRequest(volume_id=disk, body=tags))
    seen = evs.show_volume_tags(m.ShowVolumeTagsRequest(volume_id=disk)).tags
    check.equal("tags", [(tag.key, tag.value) for tag in seen], [("env", "test")])
    used = evs.list_volume_tags(m.ListVolumeTagsRequest()).tags
    check("tags in use are a map", used.get("env") == ["test"], used)
    query = m.ListVolumesByTagsRequestBody(action="filter", limit=10, offset=0, tags=[m.TagsForListVolumes(key="env", values=["test"])])
    found = evs.list_volumes_by_tags(m.ListVolumesByTagsRequest(body=query))
    check.equal("by tag", (found.total_count, found.resources[0].resource_id), (1, disk))
    quotas = evs.cinder_list_quotas(m.CinderListQuotasRequest(target_project_id=attached[0].os_vol_tenant_attrtenant_id, usage="True")).quota_set
    check("quotas", quotas.volumes.in_use >= 5 and quotas.gigabytes.limit != 0)
    gone = evs.delete_volume(m.DeleteVolumeRequest(volume_id=disk))
    check.equal("deleted", evs.show_job(m.ShowJobRequest(job_id=gone.job_id)).status, "SUCCESS")
    check.refuses("it is gone", 404, "EVS.5404", lambda: evs.show_volume(m.ShowVolumeRequest(volume_id=disk)))


def changes(evs, check):
    def disk_of(request):
        return evs.show_job(m.ShowJobRequest(job_id=evs.create_volume(request).job_id)).entities.volume_id

    token = str(uuid.uuid4())
    request = new_volume(name="once")
    request.x_client_token = token
    disk = disk_of(request)
    check.equal("the same token, the same disk", disk_of(request), disk)
    retype = m.RetypeVolumeRequestBody(os_retype=m.RetypeVolume(new_type="SSD"))
    job = evs.retype_volume(m.RetypeVolumeRequest(volume_id=disk, body=retype))
    check.equal("retyped", evs.show_job(m.ShowJobRequest(job_id=job.job_id)).status, "SUCCESS")
    check.equal("its new type", evs.show_volume(m.ShowVolumeRequest(volume_id=disk)).volume.volume_type, "SSD")
    back = m.RetypeVolumeRequestBody(os_retype=m.RetypeVolume(new_type="SAS"))
    check.refuses("a lesser type", 400, "EVS.2087", lambda: evs.retype_volume(m.RetypeVolumeRequest(volume_id=disk, body=back)))
    fast = disk_of(new_volume(volume_type="GPSSD2", iops=3000, throughput=125))
    tune = m.ModifyVolumeQoSRequestBody(qos_modify=m.ModifyVolumeQoSOption(iops=4000, throughput=200))
    job = evs.modify_volume_qo_s(m.ModifyVolumeQoSRequest(volume_id=fast, body=tune))
    check.equal("tuned", evs.show_job(m.ShowJobRequest(job_id=job.job_id)).status, "SUCCESS")
    check.equal("its performance", evs.show_volume(m.ShowVolumeRequest(volume_id=fast)).volume.iops.total_val, 4000)
    for one in [disk, fast]:
        evs.delete_volume(m.DeleteVolumeRequest(volume_id=one))
    evs.list_volumes(m.ListVolumesRequest())


def refusals(evs, check, world):
    cases = [
        ("an unknown type", "EVS.2070", dict(volume_type="GOLD")),
        ("a type not in the zone", "EVS.2071", dict(volume_type="GPSSD2", iops=3000, throughput=125, availability_zone=REGION + "c")),
        ("a sold out type", "EVS.2072", dict(volume_type="SATA")),
        ("an unknown zone", "EVS.1036", dict(availability_zone="mars-1a")),
        ("too small", "EVS.1010", dict(size=5)),
    ]
    for name, code, change in cases:
        check.refuses(name, 400, code, lambda: evs.create_volume(new_volume(**change)))
    check.refuses("an attached disk stays", 400, "EVS.1046", lambda: evs.delete_volume(
        m.DeleteVolumeRequest(volume_id=world["data"])))
    check.refuses("an unknown disk", 404, "EVS.5404", lambda: evs.show_volume(
        m.ShowVolumeRequest(volume_id=str(uuid.uuid4()))))
