import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Answers with JSON.
enum RestAnswer {
  static func json(_ body: some Encodable, _ status: HTTPResponse.Status = .ok) -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(body) else { return Response(status: .internalServerError) }
    var headers: HTTPFields = [.contentType: "application/json; charset=UTF-8"]
    if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }
}
