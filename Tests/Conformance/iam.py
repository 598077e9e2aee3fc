"""IAM: projects, regions, account."""

from huaweicloudsdkiam.v3 import model as m

from harness import REGION


def run(sandbox, check, world):
    iam = sandbox.iam()
    found = iam.keystone_list_projects(m.KeystoneListProjectsRequest(name=REGION)).projects
    check.equal("one project carries the region's name", len(found), 1)
    check.equal("its id is the announced one", found[0].id, sandbox.info["projects"][REGION])
    check.equal("one project", iam.keystone_show_project(
        m.KeystoneShowProjectRequest(project_id=found[0].id)).project.name, REGION)
    check("it is enabled", found[0].enabled is True, found[0].enabled)
    every = iam.keystone_list_projects(m.KeystoneListProjectsRequest()).projects
    check.equal("every region has a project", len(every), len(sandbox.info["regions"]))
    none = iam.keystone_list_projects(m.KeystoneListProjectsRequest(name="mars-1")).projects
    check.equal("an unknown region has none", none, [])
    mine = iam.keystone_list_auth_projects(m.KeystoneListAuthProjectsRequest()).projects
    check.equal("projects I may enter", len(mine), len(every))
    domains = iam.keystone_list_auth_domains(m.KeystoneListAuthDomainsRequest()).domains
    check.equal("the account of the projects", domains[0].id, found[0].domain_id)
    regions = iam.keystone_list_regions(m.KeystoneListRegionsRequest()).regions
    check("regions have ids", REGION in [region.id for region in regions])
    shown = iam.keystone_show_region(m.KeystoneShowRegionRequest(region_id=REGION)).region
    check.equal("one region", shown.id, REGION)
    user = m.PwdPasswordUser(name="owner", password=sandbox.info["secretKey"], domain=m.PwdPasswordUserDomain(name="sandbox"))
    identity = m.PwdIdentity(methods=["password"], password=m.PwdPassword(user=user))
    scope = m.AuthScope(project=m.AuthScopeProject(name=REGION))
    body = m.KeystoneCreateUserTokenByPasswordRequestBody(auth=m.PwdAuth(identity=identity, scope=scope))
    token = iam.keystone_create_user_token_by_password(m.KeystoneCreateUserTokenByPasswordRequest(body=body))
    check("a token in the header", bool(token.x_subject_token), token.x_subject_token)
    check.equal("the token's project", token.token.project.id, sandbox.info["projects"][REGION])
    world["token"] = token.x_subject_token
    user.password = "wrong"
    check.refuses("a wrong password", 401, 401, lambda: iam.keystone_create_user_token_by_password(
        m.KeystoneCreateUserTokenByPasswordRequest(body=body)))
