// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "figures",
    products: [
        .executable(name: "figures", targets: ["figures"]),
        // Loaded into the measured program; see its header.
        .library(name: "inside", type: .dynamic, targets: ["inside"]),
    ],
    targets: [
        .executableTarget(name: "figures"),
        .target(name: "inside"),
    ]
)
