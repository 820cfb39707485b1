/// What Flink needs of the JDK's modules that they do not give by themselves, since Java 17.
enum ModuleAccess {
  static let options =
    exports.map { "--add-exports=\($0)=ALL-UNNAMED" } + opens.map { "--add-opens=\($0)=ALL-UNNAMED" }

  private static let exports = [
    "java.base/sun.net.util", "java.rmi/sun.rmi.registry", "java.security.jgss/sun.security.krb5",
  ]

  private static let opens =
    [
      "lang", "net", "io", "nio", "lang.reflect", "text", "time", "util", "util.concurrent", "util.concurrent.atomic",
      "util.concurrent.locks",
    ].map { "java.base/java.\($0)" } + ["java.base/sun.nio.ch"]
}
