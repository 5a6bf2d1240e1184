// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "OrdersOnHummingbird",
    dependencies: [
        .package(name: "bearerd", path: "../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    ],
    targets: [
        .executableTarget(
            name: "OrdersOnHummingbird",
            dependencies: [
                .product(name: "ResourceServer", package: "bearerd"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Hummingbird", package: "hummingbird"),
            ],
            path: "Sources"
        )
    ]
)
