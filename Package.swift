// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "bearerd",
    products: [
        .executable(name: "bearerd", targets: ["bearerd"]),
        .library(name: "FastCGI", targets: ["FastCGI"]),
        .library(name: "Fetching", targets: ["Fetching"]),
        .library(name: "HTTP", targets: ["HTTP"]),
        .library(name: "JOSE", targets: ["JOSE"]),
        .library(name: "JWKS", targets: ["JWKS"]),
        .library(name: "NginxGuard", targets: ["NginxGuard"]),
        .library(name: "OAuth", targets: ["OAuth"]),
        .library(name: "ResourceServer", targets: ["ResourceServer"]),
        .library(name: "ResourceServerTesting", targets: ["ResourceServerTesting"]),
        .library(name: "SharedStore", targets: ["SharedStore"]),
        .library(name: "Text", targets: ["Text"]),
        .library(name: "URI", targets: ["URI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.7.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // What is known of the build: in C, since Swift has no definition with a value.
        .target(
            name: "CBuild",
            dependencies: ["CFastCGI"],
            cSettings: ["BEARERD_COMMIT", "BEARERD_SWIFT"].compactMap { name in
                Context.environment[name].map { .define(name, to: "\"\($0)\"") }
            }
        ),

        // System libraries.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CFastCGI", pkgConfig: "fcgi", providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CFiles"),
        .systemLibrary(name: "CHiredis", pkgConfig: "hiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CThreads"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

        // What everybody writes with. No arrow points up: the import check holds that.
        .target(name: "Text"),
        .target(name: "Threads", dependencies: ["CThreads"]),
        .target(name: "URI", dependencies: ["Text"]),
        .target(
            name: "Files",
            dependencies: ["CFiles", "Text", .product(name: "SystemPackage", package: "swift-system")]
        ),

        // Tokens.
        .target(name: "OpenSSL", dependencies: ["COpenSSL"]),
        .target(name: "JOSE", dependencies: ["OpenSSL", "Text"]),
        .target(
            name: "JWKS",
            dependencies: ["Files", "JOSE", "Text", "Threads", "URI"]
        ),
        .target(
            name: "OAuth",
            dependencies: [
                "JOSE", "JWKS", "Text", "Threads", "URI",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "OrderedCollections", package: "swift-collections"),
            ]
        ),

        // What several servers remember together.
        .target(
            name: "SharedStore",
            dependencies: [
                "CHiredis", "Files", "OAuth", "Text", "Threads", "URI",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        // Requests and responses.
        .target(
            name: "HTTP",
            dependencies: ["Text", "URI", .product(name: "HTTPTypes", package: "swift-http-types")]
        ),
        .target(
            name: "FastCGI",
            dependencies: [
                "CFastCGI", "HTTP", "Text", "Threads",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "Fetching",
            dependencies: [
                "CCurl", "Text", "Threads", "URI", .product(name: "DequeModule", package: "swift-collections"),
            ]
        ),

        // Where OAuth meets HTTP, and nginx.
        .target(
            name: "ResourceServer",
            dependencies: [
                "Fetching", "HTTP", "JOSE", "JWKS", "OAuth", "Text", "URI",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .target(
            name: "NginxGuard",
            dependencies: [
                "Files", "HTTP", "JOSE", "OAuth", "ResourceServer", "Text",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),

        // For the tests of protected APIs, and for the development issuer.
        .target(
            name: "ResourceServerTesting",
            dependencies: [
                "FastCGI", "HTTP", "JOSE", "JWKS", "OAuth", "ResourceServer",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),

        // Executables.
        .executableTarget(
            name: "bearerd",
            dependencies: [
                "CBuild", "FastCGI", "Fetching", "Files", "HTTP", "JOSE", "JWKS", "NginxGuard", "OAuth", "OpenSSL",
                "ResourceServer", "SharedStore", "Text", "Threads", "URI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("StatusPage/status.css")]
        ),
        .executableTarget(
            name: "token-issuer",
            dependencies: [
                "FastCGI", "HTTP", "JOSE", "JWKS", "OAuth", "ResourceServerTesting", "Text", "URI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            resources: [.embedInCode("Page/page.html")]
        ),

        // The handler that docs/library.md shows: it is compiled, and a test holds the two together.
        .executableTarget(
            name: "Orders",
            dependencies: ["FastCGI", "ResourceServer", .product(name: "Logging", package: "swift-log")],
            path: "Examples/Orders"
        ),

        // Tests: a target per module, a suite per source file.
        .target(name: "TestSupport", dependencies: ["JOSE", "JWKS"], path: "Tests/TestSupport"),
        .target(
            name: "ResourceServerTestSupport",
            dependencies: [
                "HTTP", "JOSE", "OAuth", "ResourceServer", "ResourceServerTesting", "URI",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            path: "Tests/ResourceServerTestSupport"
        ),
        .testTarget(name: "TextTests", dependencies: ["Text"]),
        .testTarget(name: "URITests", dependencies: ["URI"]),
        .testTarget(
            name: "FilesTests",
            dependencies: ["Files", "TestSupport", .product(name: "SystemPackage", package: "swift-system")]
        ),
        .testTarget(name: "OpenSSLTests", dependencies: ["OpenSSL"]),
        .testTarget(
            name: "JOSETests",
            dependencies: ["JOSE", "OpenSSL", "TestSupport"],
            resources: [.copy("Vectors")]
        ),
        .testTarget(name: "ThreadsTests", dependencies: ["Threads"]),
        .testTarget(name: "JWKSTests", dependencies: ["JOSE", "JWKS", "TestSupport", "URI"]),
        .testTarget(name: "OAuthTests", dependencies: ["JOSE", "JWKS", "OAuth", "TestSupport", "Text", "URI"]),
        .testTarget(
            name: "SharedStoreTests",
            dependencies: ["JOSE", "OAuth", "SharedStore", "TestSupport", "URI"]
        ),
        .testTarget(
            name: "HTTPTests",
            dependencies: ["HTTP", .product(name: "HTTPTypes", package: "swift-http-types")]
        ),
        .testTarget(name: "FetchingTests", dependencies: ["CCurl", "Fetching", "TestSupport", "URI"]),
        .testTarget(
            name: "FastCGITests",
            dependencies: ["FastCGI", "HTTP", "TestSupport", .product(name: "HTTPTypes", package: "swift-http-types")]
        ),
        .testTarget(
            name: "ResourceServerTests",
            dependencies: [
                "Fetching", "HTTP", "JOSE", "JWKS", "OAuth", "ResourceServer", "ResourceServerTestSupport",
                "TestSupport", "URI",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .testTarget(
            name: "ResourceServerTestingTests",
            dependencies: [
                "FastCGI", "HTTP", "JOSE", "OAuth", "ResourceServer", "ResourceServerTesting", "URI",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .testTarget(
            name: "NginxGuardTests",
            dependencies: [
                "HTTP", "JOSE", "NginxGuard", "OAuth", "ResourceServer", "ResourceServerTestSupport", "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .testTarget(
            name: "BearerdTests",
            dependencies: [
                "bearerd", "FastCGI", "Fetching", "Files", "HTTP", "JOSE", "JWKS", "NginxGuard", "OAuth",
                "ResourceServer", "TestSupport", "Text", "URI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .testTarget(
            name: "TokenIssuerTests",
            dependencies: [
                "HTTP", "JOSE", "OAuth", "ResourceServerTesting", "TestSupport", "URI", "token-issuer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "bearerd", "token-issuer", "FastCGI", "HTTP", "JOSE", "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            // Other languages' clients and providers, which the tests start.
            exclude: [
                "Clients/authorization_server.py", "Clients/browser.py", "Clients/dpop_nonce.py",
                "Clients/mcp_client.py", "Clients/mcp_page.html", "Clients/mcp_server.py", "Clients/requirements.txt",
                "Introspection/introspection_endpoint.py",
                "Providers/authlib_provider.py",
                "Providers/canaille_provider.py", "Providers/django_provider.py", "Providers/glewlwyd_provider.py",
                "Providers/lemonldap_provider.py", "Providers/requirements.txt",
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
        .enableUpcomingFeature("ExistentialAny"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
        .enableUpcomingFeature("InternalImportsByDefault"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
        .enableUpcomingFeature("MemberImportVisibility"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0458-strict-memory-safety.md
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
    ]
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    // A handler's calls stay on its worker without asking at each which executor they belong to.
    if target.type != .test { target.swiftSettings?.append(.enableUpcomingFeature("NonisolatedNonsendingByDefault")) }
}

// Only `make docs` sets this: who uses the package resolves nothing for it.
if Context.environment["BEARERD_DOCS"] != nil {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.5"))
}
