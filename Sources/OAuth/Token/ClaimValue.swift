import JOSE
import Text

/// What stands at a path, for those who look for texts there.
enum ClaimValue {
    /// Nothing, or `null`, which counts as nothing.
    case absent
    case text(String)
    case texts([String])
    /// No string, and no array of nothing but strings.
    case other

    var isAbsent: Bool { if case .absent = self { true } else { false } }

    /// What it says, whether by itself or in an array; `nil` for what is absent or no text.
    var strings: [String]? {
        switch self {
        case .text(let text): [text]
        case .texts(let texts): texts
        case .absent, .other: nil
        }
    }
}

extension JSONObject {
    /// The claim is there; `null` counts as absent.
    func states(_ claim: String) -> Bool {
        switch look(claim) {
        case .absent, .single(.null): false
        case .array, .single: true
        }
    }

    /// What stands at the path.
    func read(_ path: ClaimPath) -> ClaimValue {
        guard let name = path.names.last?.text else { return .absent }
        // Nearly every path is one name, for which no object need be found, nor held.
        if path.names.count == 1 { return read(name) }
        return object(around: path)?.read(name) ?? .absent
    }

    private func read(_ name: String) -> ClaimValue {
        switch look(name) {
        case .absent, .single(.null): .absent
        case .single(.string(let text)): .text(text)
        case .array: strings(name).map(ClaimValue.texts) ?? .other
        case .single: .other
        }
    }

    /// The value at the path, whatever it is; `nil` if it is `null`.
    func value(at path: ClaimPath) -> JSONValue? {
        guard let value = object(around: path)?[path.names.last?.text ?? ""] else { return nil }
        if case .null = value { return nil }
        return value
    }

    /// The object whose member the path names last.
    private func object(around path: ClaimPath) -> JSONObject? {
        if path.names.count == 1 { return self }
        var object = self
        for name in path.names.dropLast() {
            guard let inner = object.single(name.text)?.objectValue else { return nil }
            object = inner
        }
        return object
    }
}
