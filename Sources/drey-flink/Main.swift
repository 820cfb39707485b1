import FlinkAgent
import Glibc

@main
enum Main {
  static func main() async {
    exit(await FlinkAgentMain.run(arguments: Array(CommandLine.arguments.dropFirst())))
  }
}
