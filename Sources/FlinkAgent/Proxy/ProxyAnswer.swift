import DreyModel
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// An answer of the proxy's own, with Flink's body for errors.
struct ProxyAnswer: Sendable, Equatable {
  var status: HTTPResponseStatus
  var errors: [String]

  static let unauthorized = ProxyAnswer(
    status: .unauthorized,
    errors: ["the call does not present the cluster's token", "Send 'Authorization: Bearer TOKEN'."])

  static let secondJob = ProxyAnswer(
    status: .conflict, errors: ["this cluster is for one job, which it has already", "Start a cluster for every job."])

  static func unavailable(_ reason: String) -> ProxyAnswer {
    ProxyAnswer(status: .serviceUnavailable, errors: ["Flink's REST API does not answer: \(reason)"])
  }

  /// Head and body. The connection is closed behind it where the request's body is not to be read.
  func parts(closing: Bool, allocator: ByteBufferAllocator) -> [HTTPServerResponsePart] {
    let body = (try? JSONEncoder().encode(ErrorResponse(errors))) ?? Data()
    var headers: HTTPHeaders = [
      "Content-Type": "application/json; charset=UTF-8", "Content-Length": "\(body.count)",
    ]
    if status == .unauthorized { headers.add(name: "WWW-Authenticate", value: "Bearer") }
    if closing { headers.add(name: "Connection", value: "close") }
    return [
      .head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)),
      .body(.byteBuffer(allocator.buffer(bytes: body))), .end(nil),
    ]
  }
}
