// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "OrdersOnGRPC",
    dependencies: [
        .package(name: "bearerd", path: "../.."),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.0"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.0"),
    ],
    targets: [
        .executableTarget(
            name: "OrdersOnGRPC",
            dependencies: [
                .product(name: "ResourceServer", package: "bearerd"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "GRPCCore", package: "grpc-swift-2"),
                .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
            ],
            path: "Sources"
        )
    ]
)
