import CCurl
import URI

/// The way to one URL: what is connected to, through what, and what is said there.
struct FetchWay {
    /// What is connected to in the place of the URL's host and port.
    let target: HostAndPort?
    /// The proxy that connects; `nil` for what is of this machine: in the clear it must not leave it, and elsewhere the same
    /// name means another machine.
    let proxy: HostAndPort?
    private let headers: [RequestHeader]
    /// The trace that the request belongs to; `nil` for none, and for what can be no field.
    private let trace: RequestHeader?

    /// What is said beside what every request says.
    private let further: [RequestHeader]

    init(
        to url: borrowing CurlURL,
        _ options: FetchOptions,
        _ further: [RequestHeader] = [],
        traceparent: String? = nil
    ) {
        target = url.origin.flatMap { options.connectTo[$0] }
        headers = url.origin.flatMap { options.headers[$0] } ?? []
        self.further = further
        trace = traceparent.flatMap { RequestHeader("traceparent: \($0)") }
        proxy = target?.isLoopback ?? LoopbackHost.contains(url.host) ? nil : options.proxy
    }

    /// Whether the address that is connected to is the one that the URL's host has.
    var isTheHosts: Bool { target == nil && proxy == nil }

    func apply(to transfer: inout CurlTransfer) throws(HTTPClientError) {
        // An empty proxy outranks http_proxy and its kin (https://httpoxy.org), and an empty list no_proxy.
        try transfer.set(CURLOPT_PROXY, to: proxy.map { "http://\($0)" } ?? "")
        try transfer.set(CURLOPT_NOPROXY, to: "")
        // For http as well: a proxy passes on, it never asks in our name.
        try transfer.set(CURLOPT_HTTPPROXYTUNNEL, to: proxy == nil ? 0 : 1)
        // No redirect is followed, so every connection of the transfer is to this URL.
        if let target { try transfer.set(CURLOPT_CONNECT_TO, to: ["::\(target)"]) }
        // A proxy is told no field that is for the host behind it.
        try transfer.set(CURLOPT_HEADEROPT, to: Int(CURLHEADER_SEPARATE))
        try applyHeaders(to: &transfer)
    }

    /// Puts what is said, and nothing else of the way, in the place of what an earlier request has said.
    func applyHeaders(to transfer: inout CurlTransfer) throws(HTTPClientError) {
        try transfer.set(CURLOPT_HTTPHEADER, to: lines)
    }

    /// Those of an operator's in the place of ours.
    private var lines: [String] {
        let names = Set(headers.map { $0.name.lowercased() })
        var ours = [("Accept", "application/json"), ("User-Agent", "bearerd")]
        ours += (further + [trace].compactMap(\.self)).map { ($0.name, $0.value) }
        return ours.filter { !names.contains($0.0.lowercased()) }.map { "\($0.0): \($0.1)" } + headers.map(\.line)
    }
}
