package dev.entrepot.proxy.cli;

import dev.entrepot.config.ConfigException;
import dev.entrepot.proxy.admin.Json;
import dev.entrepot.proxy.admin.StatusReport;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = "Show how a running proxy does: what is degraded, what is under way, what was saved.")
final class StatusCommand implements Callable<Integer> {

    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private AdminOptions options;

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            arity = "0..1",
            defaultValue = "0",
            fallbackValue = "2",
            description = "Show it again and again, every 2 seconds unless said otherwise.")
    private int watch;

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        try (AdminClient client = options.client()) {
            show(client);
            while (watch > 0) {
                Thread.sleep(Duration.ofSeconds(watch));
                show(client);
            }
            return ExitCode.FINE;
        } catch (ConfigException e) {
            e.errors().forEach(err::println);
            err.flush();
            return ExitCode.CONFIGURATION;
        } catch (AdminUnreachableException e) {
            err.println("entrepot: " + e.getMessage());
            err.flush();
            return ExitCode.FAILED;
        }
    }

    private void show(AdminClient client) throws AdminUnreachableException {
        HttpResponse<String> answer = client.get("/status");
        if (answer.statusCode() != 200) {
            throw new AdminUnreachableException(
                    client.url() + " answered " + answer.statusCode() + ": it is still starting, or is no entrepot");
        }
        String shown = json ? answer.body() : text(client, answer.body());
        PrintWriter out = spec.commandLine().getOut();
        out.print(watch > 0 && !json ? CLEAR + shown : shown);
        out.flush();
    }

    private static String text(AdminClient client, String body) throws AdminUnreachableException {
        try {
            return StatusText.of(Json.read(body, StatusReport.class));
        } catch (IllegalArgumentException e) {
            throw new AdminUnreachableException(client.url() + " is no entrepot: " + e.getMessage());
        }
    }
}
