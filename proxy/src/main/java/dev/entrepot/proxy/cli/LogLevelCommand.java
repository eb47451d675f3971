package dev.entrepot.proxy.cli;

import dev.entrepot.proxy.admin.Json;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "loglevel",
        description = {
            "Have a running proxy log more, or less, until it ends.",
            "Without a logger: show what is set. The level default takes it back."
        })
final class LogLevelCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private AdminOptions options;

    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = "",
            paramLabel = "LOGGER",
            description =
                    "dev.entrepot is everything, entrepot.access the lines of requests, entrepot.pull those of slow and "
                            + "failed pulls; or a name as the log shows it behind the level.")
    @SuppressWarnings("NullAway.Init")
    private String logger;

    @Parameters(
            index = "1",
            arity = "0..1",
            defaultValue = "",
            paramLabel = "LEVEL",
            description = "trace, debug, info, warn, error, off or default.")
    @SuppressWarnings("NullAway.Init")
    private String level;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!logger.isEmpty() && level.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Which level? entrepot loglevel " + logger + " debug");
        }
        return AdminCall.run(spec, options, this::show);
    }

    private int show(AdminClient client, PrintWriter err) throws AdminUnreachableException {
        HttpResponse<String> answer = logger.isEmpty()
                ? client.get("/loglevels")
                : client.post("/loglevel", Map.of("logger", logger, "level", level));
        if (answer.statusCode() != 200) {
            err.println("entrepot: " + answer.body().strip());
            return ExitCode.FAILED;
        }
        Map<?, ?> levels = Json.read(answer.body(), Map.class);
        levels.forEach((name, value) -> spec.commandLine().getOut().println(name + " " + value));
        return ExitCode.FINE;
    }
}
