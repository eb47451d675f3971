package dev.entrepot.proxy.cli;

import dev.entrepot.proxy.admin.ExplainAnswer;
import dev.entrepot.proxy.admin.Json;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        description = {
            "Tell what a running proxy knows of an image, and what a pull of it would do now.",
            "Nobody upstream is asked."
        })
final class ExplainCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private AdminOptions options;

    @Parameters(paramLabel = "IMAGE", description = "As one pulls it: alpine:3.20, ghcr.io/org/app@sha256:…")
    @SuppressWarnings("NullAway.Init")
    private String image;

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        return AdminCall.run(spec, options, (client, err) -> {
            HttpResponse<String> answer = client.get("/explain", "image", image);
            if (answer.statusCode() != 200) {
                err.println("entrepot: " + answer.body().strip());
                return ExitCode.FAILED;
            }
            spec.commandLine().getOut().print(json ? answer.body() : text(answer.body()));
            return ExitCode.FINE;
        });
    }

    private static String text(String body) {
        return ExplainText.of(Json.read(body, ExplainAnswer.class), InstantSource.system());
    }
}
