// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "OrdersOnNIO",
    dependencies: [
        .package(name: "bearerd", path: "../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        .executableTarget(
            name: "OrdersOnNIO",
            dependencies: [
                .product(name: "ResourceServer", package: "bearerd"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Sources"
        )
    ]
)
