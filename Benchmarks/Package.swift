// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "figures",
    products: [
        .executable(name: "figures", targets: ["figures"]),
        .executable(name: "sandbox-figures", targets: ["sandbox-figures"]),
        // Loaded into the measured program; see its header.
        .library(name: "inside", type: .dynamic, targets: ["inside"]),
    ],
    targets: [
        .executableTarget(name: "figures"),
        .executableTarget(name: "sandbox-figures"),
        .target(name: "inside"),
    ]
)
