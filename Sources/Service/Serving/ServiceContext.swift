public import Hummingbird
import NIOCore

/// What a request carries on its way through the service.
public struct ServiceContext: RequestContext {
    /// What the router keeps of the request.
    public var coreContext: CoreRequestContextStorage
    /// The connection, to learn when the client leaves.
    let channel: any Channel

    /// - Parameter source: the connection and its logger.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
