/// What is said before anything else on a connection. The side that accepted it speaks first.
enum HandshakeMessage: Codable, Equatable, Sendable {
  /// Server: prove yourself over this nonce.
  case challenge(version: Int, nonce: String)
  /// Client: here is my proof, now you, over mine.
  case response(version: Int, nonce: String, proof: String)
  /// Server: welcome, and here is my proof.
  case welcome(proof: String)
  /// Server: go away.
  case refusal(reason: String)
}
