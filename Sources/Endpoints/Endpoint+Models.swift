public import Foundation

extension Endpoint {
    /// An endpoint's address as text.
    /// - Throws: ``EndpointError/badAddress(_:)``.
    public static func url(_ text: String) throws -> URL {
        guard let url = URL(string: text), url.scheme == "http" || url.scheme == "https", url.host != nil else {
            throw EndpointError.badAddress(text)
        }
        return url
    }

    /// The first model that a service lists under `/models`.
    /// - Throws: ``EndpointError``.
    public static func firstModel(at url: URL, key: String? = nil, timeout: Double = 30) throws -> String {
        let list = url.appendingPathComponent("models")
        let headers = key.map { ["Authorization": "Bearer \($0)"] } ?? [:]
        let answer = try URLSessionTransport().get(list, headers: headers, timeout: timeout)
        guard answer.status == 200 else {
            throw EndpointError.refused(url: list.absoluteString, status: answer.status, message: ChatWire.complaint(in: answer.body))
        }
        guard let first = (try? JSONDecoder().decode(Models.self, from: answer.body))?.data.first else {
            throw EndpointError.malformed(url: list.absoluteString, reason: "expected {\"data\": [{\"id\"}]} with at least one model")
        }
        return first.id
    }

    private struct Models: Decodable {
        struct Model: Decodable { var id: String }
        var data: [Model]
    }
}
