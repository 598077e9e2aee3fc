"""IMS: images of all kinds."""

import json
import uuid

from huaweicloudsdkcbr.v1 import model as backups
from huaweicloudsdkims.v2 import model as m

from harness import CbrClient, ImsClient, OTHER


def run(sandbox, check, world):
    ims = sandbox.client(ImsClient)
    reading(ims, check)
    whole(sandbox, ims, check, world)
    changing(ims, check, world)
    others(ims, check, world)
    copies(sandbox, ims, check, world)
    refusals(ims, check, world)
    deleting(sandbox, ims, check, world)


def finished(ims, made):
    return ims.show_job(m.ShowJobRequest(job_id=made.job_id))


def reading(ims, check):
    public = ims.list_images(m.ListImagesRequest(imagetype="gold")).images
    check("public images", len(public) >= 10)
    names = {image.name: image for image in public}
    ubuntu = names["Ubuntu 22.04 server 64bit"]
    check.equal("platform and system", (ubuntu.platform, ubuntu.os_type), ("Ubuntu", "Linux"))
    check.equal("smallest disk", ubuntu.min_disk, 40)
    check("protected is a flag", ubuntu.protected is True)
    check.equal("visible to all", ubuntu.visibility, "public")
    first = ims.list_images(m.ListImagesRequest(limit=3)).images
    second = ims.list_images(m.ListImagesRequest(limit=3, marker=first[-1].id)).images
    check("pages do not overlap", not {image.id for image in first} & {image.id for image in second})
    check.equal("an unknown id", ims.list_images(m.ListImagesRequest(id=str(uuid.uuid4()))).images, [])
    windows = ims.list_images(m.ListImagesRequest(platform="Windows")).images
    check("by platform", windows and all(image.os_type == "Windows" for image in windows))
    shown = ims.glance_show_image(m.GlanceShowImageRequest(image_id=ubuntu.id))
    check.equal("one image, without wrapper", shown.name, ubuntu.name)
    quota = ims.show_image_quota(m.ShowImageQuotaRequest()).quotas.resources[0]
    check.equal("quota", (quota.type, quota.used), ("image", 0))
    systems = ims.list_os_versions(m.ListOsVersionsRequest(tag="x86"))
    check("system versions", "Ubuntu" in [entry.platform for entry in systems.body])


def whole(sandbox, ims, check, world):
    tags = [m.TagKeyValue(key="role", value="web")]
    body = m.CreateWholeImageRequestBody(
        name="golden-1", instance_id=world["server"], vault_id=world["vault"], image_tags=tags, min_ram=2048)
    made = ims.create_whole_image(m.CreateWholeImageRequest(body=body))
    job = finished(ims, made)
    check.equal("the job ends", job.status, "SUCCESS")
    world["whole"] = job.entities.image_id
    image = ims.list_images(m.ListImagesRequest(id=world["whole"])).images[0]
    check.equal("active", image.status, "active")
    raw = json.loads(sandbox.raw("/v2/cloudimages?id=" + world["whole"]))["images"][0]
    check.equal("marked as a whole image, which the SDK has no attribute for", raw["__whole_image"], "true")
    other = ims.show_job_progress(m.ShowJobProgressRequest(job_id=made.job_id))
    check.equal("the other path of a job", other.status, "SUCCESS")
    check.equal("its tags", image.tags, ["role=web"])
    check.equal("no upper bound of memory", image.max_ram, None)
    check.equal("the lower bound", image.min_ram, 2048)
    cbr = sandbox.client(CbrClient)
    backup = cbr.show_backup(backups.ShowBackupRequest(backup_id=image.backup_id)).backup
    check.equal("the backup knows its image", backup.extend_info.os_images_data[0].image_id, world["whole"])
    check.refuses("the backup stays", 400, "BackupService.6204", lambda: cbr.delete_backup(
        backups.DeleteBackupRequest(backup_id=image.backup_id)))
    body = m.CreateWholeImageRequestBody(name="from-backup", backup_id=world["backup"], whole_image_type="CBR")
    job = finished(ims, ims.create_whole_image(m.CreateWholeImageRequest(body=body)))
    check.equal("an image of a backup", job.status, "SUCCESS")
    check.refuses("one image a backup", 400, "IMG.0029", lambda: ims.create_whole_image(m.CreateWholeImageRequest(body=body)))
    found = ims.list_images(m.ListImagesRequest(imagetype="private", tag="role=web")).images
    check.equal("by tag", [entry.id for entry in found], [world["whole"]])


def patch(ims, image, op, path, value):
    body = [m.UpdateImageRequestBody(op=op, path=path, value=value)]
    return ims.update_image(m.UpdateImageRequest(image_id=image, body=body))


def changing(ims, check, world):
    image = world["whole"]
    check.equal("renamed", patch(ims, image, "replace", "/name", "golden-2").name, "golden-2")
    check.refuses("replace what is not there", 400, "IMG.0035", lambda: patch(ims, image, "replace", "/__description", "x"))
    check.equal("add it", patch(ims, image, "add", "/__description", "x").description, "x")
    check.equal("then replace it", patch(ims, image, "replace", "/__description", "y").description, "y")
    check.refuses("the same for memory", 400, "IMG.0035", lambda: patch(ims, image, "replace", "/max_ram", "8192"))
    check.equal("memory is text in answers", patch(ims, image, "add", "/max_ram", "8192").max_ram, "8192")
    body = m.BatchAddOrDeleteTagsRequestBody(action="create", tags=[m.ResourceTag(key="env", value="")])
    ims.batch_add_or_delete_tags(m.BatchAddOrDeleteTagsRequest(image_id=image, body=body))
    ims.add_image_tag(m.AddImageTagRequest(image_id=image, body=m.AddImageTagRequestBody(tag=m.ResourceTag(key="k", value="v"))))
    ims.delete_image_tag(m.DeleteImageTagRequest(image_id=image, key="k"))
    tags = ims.list_image_tags(m.ListImageTagsRequest(image_id=image)).tags
    check.equal("tags", [(tag.key, tag.value) for tag in tags], [("role", "web"), ("env", "")])
    used = ims.list_images_tags(m.ListImagesTagsRequest()).tags
    check.equal("tags in use", {tag.key for tag in used}, {"role", "env"})
    query = m.ListImageByTagsRequestBody(action="filter", limit="10", offset="0", tags=[m.Tags(key="role", values=["web"])])
    found = ims.list_image_by_tags(m.ListImageByTagsRequest(body=query))
    check.equal("query by tag", (found.total_count, found.resources[0].resource_id), (1, image))
    body = [m.GlanceUpdateImageRequestBody(op="replace", path="/name", value="golden-3")]
    check.equal("renamed by the older call", ims.glance_update_image(
        m.GlanceUpdateImageRequest(image_id=image, body=body)).name, "golden-3")
    listed = ims.glance_list_images(m.GlanceListImagesRequest(name="golden-3")).images
    check.equal("listed by the older call", [entry.id for entry in listed], [image])


def others(ims, check, world):
    body = m.CreateImageRequestBody(name="system-1", instance_id=world["server"])
    job = finished(ims, ims.create_image(m.CreateImageRequest(body=body)))
    world["system"] = job.entities.image_id
    check("a system image", bool(world["system"]))
    disks = [m.CreateDataImage(name="data-1", volume_id=world["data"])]
    made = ims.create_image(m.CreateImageRequest(body=m.CreateImageRequestBody(data_images=disks)))
    job = finished(ims, made)
    part = job.entities.sub_jobs_result[0]
    check.equal("a data image has its id in the part", (job.entities.image_id, part.status), (None, "SUCCESS"))
    image = ims.list_images(m.ListImagesRequest(id=part.entities.image_id)).images[0]
    check.equal("its kind", image.virtual_env_type, "DataImage")


def copies(sandbox, ims, check, world):
    body = m.CopyImageInRegionRequestBody(name="system-2", description="copy")
    job = finished(ims, ims.copy_image_in_region(m.CopyImageInRegionRequest(image_id=world["system"], body=body)))
    check.equal("copied in the region", job.status, "SUCCESS")
    check.refuses("whole images are not", 400, "IMG.0130", lambda: ims.copy_image_in_region(
        m.CopyImageInRegionRequest(image_id=world["whole"], body=body)))

    def across(**change):
        values = dict(name="golden-dr", region=OTHER, project_name=OTHER, agency_name="ims_admin_agency", vault_id=world["replicas"])
        values.update(change)
        body = m.CopyImageCrossRegionRequestBody(**values)
        return ims.copy_image_cross_region(m.CopyImageCrossRegionRequest(image_id=world["whole"], body=body))

    check.refuses("not to the same region", 400, "IMG.0142", lambda: across(region="cn-north-4"))
    check.refuses("not with a wrong project", 400, "IMG.0145", lambda: across(project_name="mars-1"))
    check.refuses("not without an agency", 400, "IMG.0151", lambda: across(agency_name=""))
    job = finished(ims, across())
    check.equal("copied across regions", job.status, "SUCCESS")
    there = sandbox.client(ImsClient, OTHER)
    copy = there.list_images(m.ListImagesRequest(id=job.entities.image_id)).images[0]
    check.equal("it is there", (copy.name, copy.status), ("golden-dr", "active"))
    check.equal("tags and bounds stay behind", (copy.tags, copy.min_ram, copy.max_ram), ([], 0, None))
    check.refuses("once", 400, "IMG.0150", across)


def refusals(ims, check, world):
    def create(**values):
        body = m.CreateWholeImageRequestBody(**{**dict(name="bad", instance_id=world["server"], vault_id=world["vault"]), **values})
        return ims.create_whole_image(m.CreateWholeImageRequest(body=body))

    check.refuses("an unknown server", 400, "IMG.0005", lambda: create(instance_id=str(uuid.uuid4())))
    check.refuses("an unknown vault", 400, "IMG.0184", lambda: create(vault_id=str(uuid.uuid4())))
    check.refuses("no vault", 400, "IMG.0184", lambda: create(vault_id=None))
    check.refuses("a bad name", 400, "IMG.0003", lambda: create(name=" blank"))
    check.refuses("too many tags", 400, "IMG.0116", lambda: create(image_tags=[m.TagKeyValue(key=f"k{i}", value="") for i in range(11)]))
    check.refuses("a CBR backup needs its type", 400, "IMG.0198", lambda: create(
        instance_id=None, vault_id=None, backup_id=world["backup"]))
    check.refuses("an unknown image", 400, "IMG.0027", lambda: ims.glance_show_image(
        m.GlanceShowImageRequest(image_id=str(uuid.uuid4()))))


def deleting(sandbox, ims, check, world):
    body = m.GlanceDeleteImageRequestBody(delete_backup=True)
    ims.glance_delete_image(m.GlanceDeleteImageRequest(image_id=world["whole"], body=body))
    check.equal("gone", ims.list_images(m.ListImagesRequest(id=world["whole"])).images, [])
    cbr = sandbox.client(CbrClient)
    left = cbr.list_backups(backups.ListBackupsRequest(vault_id=world["vault"]))
    check.equal("its backup too", [backup.id for backup in left.backups], [world["backup"]])
    public = ims.list_images(m.ListImagesRequest(imagetype="gold", limit=1)).images[0]
    check.refuses("public images stay", 400, "IMG.0093", lambda: ims.glance_delete_image(
        m.GlanceDeleteImageRequest(image_id=public.id)))
