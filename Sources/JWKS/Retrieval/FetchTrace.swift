/// The trace to which what a request has fetched belongs (W3C Trace Context).
package enum FetchTrace {
    /// The `traceparent` with which a fetch that the current task causes is sent; `nil` for none.
    @TaskLocal package static var current: String?
}
