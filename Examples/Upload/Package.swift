// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Upload",
    dependencies: [
        .package(name: "bearerd", path: "../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        .executableTarget(
            name: "Upload",
            dependencies: [
                .product(name: "FastCGI", package: "bearerd"),
                .product(name: "ResourceServer", package: "bearerd"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources"
        )
    ]
)
