import Benchmark
import FastCGI
import HTTP
import ResourceServer

func parameterBenchmarks() throws {
    let specimen = try Specimen()
    let bytes = parameterBytes(authorization: "Bearer \(specimen.token)")
    Benchmark("parameters: look ahead, and through libfcgi") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(Environment(parameters: bytes)) }
    }
    guard let environment = Environment(parameters: bytes) else { return }
    Benchmark("parameters: into a request") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(makeRequest(of: environment)) }
    }
    Benchmark("parameters: into header fields") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(environment.headerFields) }
    }
    let request = makeRequest(of: environment)
    Benchmark("parameters: find the token") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try Credentials.find(in: request, sources: [.header])) }
    }
}

private func makeRequest(of environment: Environment) -> Request {
    Request(
        method: environment.metaVariable("REQUEST_METHOD").flatMap { .init($0) } ?? .get,
        target: environment.metaVariable("REQUEST_URI") ?? "/",
        source: environment
    )
}

/// What nginx sends with `bearerd_params` for a request of `curl`.
private func parameterBytes(authorization: String) -> [UInt8] {
    let pairs = [
        ("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/api/private"), ("CONTENT_TYPE", ""), ("CONTENT_LENGTH", ""),
        ("REQUEST_SCHEME", "https"), ("HTTP_HOST", "my-api.example.com"), ("SERVER_NAME", "my-api.example.com"),
        ("SERVER_PORT", "443"), ("REQUEST_ID", "0123456789abcdef0123456789abcdef"),
        ("REMOTE_ADDR", "203.0.113.7"), ("HTTP_PROXY", ""), ("HTTP_USER_AGENT", "curl/8.5.0"),
        ("HTTP_ACCEPT", "*/*"), ("HTTP_AUTHORIZATION", authorization),
    ]
    return pairs.flatMap { name, value in
        length(name.utf8.count) + length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
    }
}

/// One byte, or four whose first bit is set (FastCGI 1.0 §3.4).
private func length(_ count: Int) -> [UInt8] {
    guard count > 127 else { return [UInt8(count)] }
    return [0x80 | UInt8(count >> 24), UInt8(count >> 16 & 0xff), UInt8(count >> 8 & 0xff), UInt8(count & 0xff)]
}
