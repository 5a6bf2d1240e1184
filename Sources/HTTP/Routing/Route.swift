import HTTPTypes

/// What answers on one path, method by method.
struct Route: Sendable {
    /// As it was given, parameters included.
    let path: String
    private var entries: [Entry] = []
    private var allow = ""

    struct Entry: Sendable {
        let method: HTTPRequest.Method
        let handler: any Handler
        /// What this method calls the parameters of the path, in order.
        let names: [String]

        /// The request with what stands in the places of its path's parameters.
        func parameterised(_ request: Request, _ values: [String]) -> Request {
            guard !values.isEmpty else { return request }
            var request = request
            request.parameters = PathParameters(Array(zip(names, values)).map { ($0, $1) })
            return request
        }
    }

    init(path: String) {
        self.path = path
    }

    /// What answered the method before is replaced.
    mutating func add(_ entry: Entry) {
        entries.removeAll { $0.method == entry.method }
        entries.append(entry)
        var methods = entries.map(\.method.rawValue)
        if self.entry(for: .head) != nil, !methods.contains("HEAD") { methods.append("HEAD") }
        if !methods.contains("OPTIONS") { methods.append("OPTIONS") }
        allow = methods.joined(separator: ", ")
    }

    func entry(for method: HTTPRequest.Method) -> Entry? {
        for entry in entries where entry.method == method { return entry }
        return method == .head ? entry(for: .get) : nil
    }

    /// The answer where no handler is asked.
    func answer(to method: HTTPRequest.Method) -> Response {
        var response = method == .options ? Response(status: .noContent) : Response.methodNotAllowed
        response.headerFields[.allow] = allow
        response.route = path
        return response
    }
}
