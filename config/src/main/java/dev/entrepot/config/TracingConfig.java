package dev.entrepot.config;

import dev.entrepot.config.bind.Key;
import dev.entrepot.config.value.Secret;
import java.net.URI;
import java.util.Optional;

/** Where traces of pulls go. */
public record TracingConfig(
        @Key(
                description =
                        "Where a collector takes OTLP over HTTP, such as `http://127.0.0.1:4318`; `/v1/traces` is "
                                + "added. Without it nothing is traced.")
        Optional<URI> endpoint,

        @Key(
                description =
                        "One in how many pulls is sent, taken at random. A client that sends `traceparent` decides for "
                                + "itself.",
                byDefault = "1",
                min = 1,
                max = 1_000_000)
        int oneIn,

        @Key(
                description =
                        "Headers for the collector, such as `authorization=Bearer abc,x-scope=prod`. Of a file, its first "
                                + "line.")
        Optional<Secret> headers) {}
