package dev.drey.workloads;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The jobs of the workloads in Swift, for Apache Flink: {@code --job NAME --n RECORDS}. */
public final class Workloads {
    public static void main(String[] arguments) throws Exception {
        String job = argument(arguments, "--job");
        long count = Long.parseLong(argument(arguments, "--n"));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.getConfig().enableObjectReuse();
        switch (job) {
            case "trivial": WordCounts.updates(env, count); break;
            case "wc": WordCounts.updates(env, count); break;
            case "wcfinal": WordCounts.last(env, count); break;
            case "q1": BidQueries.currencyConversion(env, count); break;
            case "q2": BidQueries.selection(env, count); break;
            case "q3": JoinQueries.localItems(env, count); break;
            case "q4": ClosingPrices.perCategory(env, count); break;
            case "q5": WindowQueries.hotItems(env, count); break;
            case "q7": WindowQueries.highestBid(env, count); break;
            case "q8": JoinQueries.newSellers(env, count); break;
            case "q11": WindowQueries.sessions(env, count); break;
            default: throw new IllegalArgumentException("there is no job " + job);
        }
        env.execute(job);
    }

    private static String argument(String[] arguments, String name) {
        for (int at = 0; at + 1 < arguments.length; at++) {
            if (arguments[at].equals(name)) return arguments[at + 1];
        }
        throw new IllegalArgumentException(name + " is missing");
    }
}
