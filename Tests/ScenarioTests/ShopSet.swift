/// The head of the sets that scenarios write: project `shop` in one zone of cn-north-4, on the built-in sandbox.
enum ShopSet {
    static let head = """
        version: 1
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}

        """

    /// The same with the statements that images need.
    static let imagingHead =
        head + "  images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}\n"
}
