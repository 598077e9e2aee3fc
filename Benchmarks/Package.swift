// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "figures",
    targets: [.executableTarget(name: "figures")]
)
