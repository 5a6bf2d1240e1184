import Fetching
import Files
import JOSE
import JWKS
import OAuth
import Text
import URI

/// How what the issuer publishes is found and fetched.
extension IssuerMember {
    /// Before whatever is a URL.
    static let allowHTTP = IssuerMember("allow_http") { reader, entry throws(IssuersFile.Fault) in
        let hosts = try reader.value("allow_http", "a list of hosts without ports", Self.hosts)
        entry.policy.retrieval.httpHosts = hosts ?? []
    }

    static let way = IssuerMember("metadata", "connect_to", "tls_ca_file", "headers_file") {
        reader,
        entry throws(IssuersFile.Fault) in
        entry.policy.retrieval.metadata = try entry.metadata(reader)
        entry.way.connectTo = try entry.connectTo(reader)
        entry.way.certificateAuthorities = try entry.certificateAuthorities(reader)
        entry.way.headers = try entry.headers(reader)
        entry.warnAboutHTTP()
    }

    private static func hosts(_ value: JSONValue) -> Set<String>? {
        guard let hosts = MemberReader.words(value)?.map({ $0.lowercased() }) else { return nil }
        let areHosts = hosts.allSatisfy { name in
            HTTPOrigin(scheme: "http", authority: name)?.host.isSameText(as: name) == true
        }
        return areHosts ? Set(hosts) : nil
    }
}

extension IssuerEntry {
    fileprivate func metadata(_ reader: MemberReader) throws(IssuersFile.Fault) -> RetrievalRules.Metadata? {
        let kinds = RetrievalRules.Metadata.allCases.map(\.rawValue).joined(separator: " or ")
        let kind = try reader.value("metadata", kinds) { $0.stringValue.flatMap(RetrievalRules.Metadata.init) }
        guard kind != nil else { return nil }
        guard case .discovery = policy.keySource else {
            throw reader.fault("metadata", "nothing, as another member says where the keys are")
        }
        return kind
    }

    /// What is only safe on this machine does not leave it.
    fileprivate func connectTo(_ reader: MemberReader) throws(IssuersFile.Fault) -> HostAndPort? {
        let target = try reader.value("connect_to", "HOST:PORT") { $0.stringValue.flatMap { HostAndPort($0) } }
        guard let target, !target.isLoopback else { return target }
        let issuers = policies.compactMap { SecureURL($0.issuer, allowingHTTPOf: $0.retrieval.httpHosts) }
        guard issuers.contains(where: { !$0.isHTTPS && $0.isLoopback }) else { return target }
        throw reader.fault("connect_to", "a loopback host and a port, as the issuer is http of a loopback host")
    }

    fileprivate mutating func certificateAuthorities(_ reader: MemberReader) throws(IssuersFile.Fault) -> String? {
        let expected = "a readable file of PEM certificates"
        guard let file = try reader.file("tls_ca_file", expected, limit: SettingFile.longestAuthorities) else {
            return nil
        }
        guard SettingFile.hasCertificate(file.content) else {
            throw reader.fault("tls_ca_file", "a file with a line -----BEGIN CERTIFICATE-----")
        }
        files.append((file.place, file.path))
        if SmallFile.isWritableByOthers(file.path) {
            warnings.append("the authorities in \(file.path) can be changed by others than its owner (chmod go-w)")
        }
        return file.path
    }

    fileprivate mutating func headers(_ reader: MemberReader) throws(IssuersFile.Fault) -> [RequestHeader] {
        let expected = "a readable file of lines Name: value"
        guard let file = try reader.file("headers_file", expected, limit: RequestHeader.maxBytes) else { return [] }
        guard let headers = RequestHeader.lines(of: file.content) else {
            throw reader.fault(
                "headers_file",
                """
                a file of at most \(RequestHeader.mostLines) lines Name: value, in ASCII, without headers of the connection \
                such as Host
                """
            )
        }
        files.append((file.place, file.path))
        if SmallFile.isReadableByEveryone(file.path) {
            warnings.append("the headers in \(file.path) can be read by every user of this machine")
        }
        if SmallFile.isWritableByOthers(file.path) {
            warnings.append("the headers in \(file.path) can be changed by others than its owner (chmod go-w)")
        }
        return headers
    }

    fileprivate mutating func warnAboutHTTP() {
        let hosts = policy.retrieval.httpHosts.sorted()
        guard !hosts.isEmpty else { return }
        let names = hosts.joined(separator: ", ")
        warnings.append(
            """
            what is fetched for \(policies.map(\.issuer).joined(separator: " and ")) may come in the clear from \(names) (allow_http): whoever is on the way there \
            can make tokens that are let through
            """
        )
    }
}
