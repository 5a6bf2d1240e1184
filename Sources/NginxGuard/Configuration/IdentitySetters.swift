import HTTPTypes
import ResourceServer

/// The fields by which a guarded application is told about the token.
struct IdentitySetters {
    /// What sets a field for an application.
    static let directives: Set<String> = [
        "proxy_set_header", "grpc_set_header", "fastcgi_param", "uwsgi_param", "scgi_param",
    ]

    /// As applications tell them apart.
    private var names: Set<String>

    /// Those of `bearerd_guard.conf` in a block; those of the settings' default where the file cannot be seen.
    init(_ block: [NginxDirective]) {
        names = Set(block.filter(Self.isGuards).compactMap(Self.name))
        guard names.isEmpty else { return }
        let standard = IdentityHeaders(IdentityHeaders.standardText.split(separator: ",").map(String.init))
        names = Set(standard?.names.map { Self.folded($0.rawName) } ?? [])
    }

    /// Whether a directive sets one of them to something else.
    func isDoubled(by setter: NginxDirective) -> Bool {
        guard let name = Self.name(setter), names.contains(name), !Self.isGuards(setter) else { return false }
        return setter.arguments[1] != ""
    }

    /// Set from what bearerd answered.
    private static func isGuards(_ setter: NginxDirective) -> Bool {
        name(setter) != nil && setter.arguments[1].hasPrefix("$bearerd_")
    }

    private static func name(_ setter: NginxDirective) -> String? {
        guard directives.contains(setter.name), setter.arguments.count > 1 else { return nil }
        let name = folded(setter.arguments[0])
        guard setter.name.hasSuffix("_param") else { return name }
        return name.hasPrefix("http_") ? String(name.dropFirst("http_".count)) : nil
    }

    /// Many applications take `_` for `-`, and none tells letter cases apart.
    private static func folded(_ name: String) -> String {
        name.lowercased().replacing("-", with: "_")
    }
}
