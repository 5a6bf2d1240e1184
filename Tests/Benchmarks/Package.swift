// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who uses bearerd's modules fetches a benchmark harness.
let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(name: "bearerd", path: "../.."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Bearerd",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "FastCGI", package: "bearerd"),
                .product(name: "HTTP", package: "bearerd"),
                .product(name: "JOSE", package: "bearerd"),
                .product(name: "JWKS", package: "bearerd"),
                .product(name: "OAuth", package: "bearerd"),
                .product(name: "ResourceServer", package: "bearerd"),
                .product(name: "URI", package: "bearerd"),
            ],
            path: "Benchmarks/Bearerd",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        )
    ],
    swiftLanguageModes: [.v6]
)
