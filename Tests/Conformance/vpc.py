"""VPC: the look-ups of a server create."""

from huaweicloudsdkvpc.v2 import model as old
from huaweicloudsdkvpc.v3 import model as m

from harness import OldVpcClient, VpcClient


def run(sandbox, check, world):
    vpc = sandbox.client(VpcClient)
    found = vpc.list_vpcs(m.ListVpcsRequest(name=["vpc-default"])).vpcs
    check.equal("a VPC by name", [entry.name for entry in found], ["vpc-default"])
    check.equal("its status", found[0].status, "ACTIVE")
    world["vpc"] = found[0].id
    check.equal("one VPC", vpc.show_vpc(m.ShowVpcRequest(vpc_id=found[0].id)).vpc.id, found[0].id)
    check.equal("no VPC of another name", vpc.list_vpcs(m.ListVpcsRequest(name=["none"])).vpcs, [])
    groups = vpc.list_security_groups(m.ListSecurityGroupsRequest(name=["default"])).security_groups
    check.equal("a security group by name", groups[0].name, "default")
    world["group"] = groups[0].id
    older = sandbox.client(OldVpcClient)
    subnets = older.list_subnets(old.ListSubnetsRequest(vpc_id=world["vpc"])).subnets
    check.equal("the subnet of the VPC", subnets[0].name, "subnet-default")
    check("its gateway", subnets[0].gateway_ip.endswith(".1"), subnets[0].gateway_ip)
    check("its other id differs", subnets[0].neutron_subnet_id != subnets[0].id)
    world["subnet"] = subnets[0].id
    check.equal("one subnet", older.show_subnet(old.ShowSubnetRequest(subnet_id=world["subnet"])).subnet.id, world["subnet"])
    check.equal("the old form of a VPC", older.list_vpcs(old.ListVpcsRequest()).vpcs[0].status, "OK")
    check.equal("the old form of groups", older.list_security_groups(old.ListSecurityGroupsRequest()).security_groups[0].name, "default")
    check.refuses("an unknown VPC", 404, "VPC.0202", lambda: vpc.show_vpc(m.ShowVpcRequest(vpc_id="0" * 32)))
