import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Answers with JSON.
enum RestAnswer {
  static func json(_ body: some Encodable, _ status: HTTPResponse.Status = .ok) -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(body) else { return Response(status: .internalServerError) }
    let headers: HTTPFields = [.contentType: "application/json; charset=UTF-8"]
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }
}
