/// What stands in a path where a route has parameters: `42` for `id`, of `/orders/42` and the route `/orders/:id`.
public struct PathParameters: Sendable {
    private var values: [(name: String, value: String)] = []

    /// No parameters.
    public init() {}

    init(_ values: [(name: String, value: String)]) {
        self.values = values
    }

    /// The value, percent-decoded; `nil` if the route has no parameter of this name. It is never empty, `.` or `..`, and holds
    /// no slash and no zero byte: a path in which it would names nothing.
    public subscript(name: String) -> String? {
        values.first { $0.name == name }?.value
    }
}
