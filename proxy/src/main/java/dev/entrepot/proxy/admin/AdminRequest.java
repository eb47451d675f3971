package dev.entrepot.proxy.admin;

import java.util.Map;
import java.util.Optional;

/**
 * What an operator asks.
 *
 * @param parameters of the query; of one that comes twice the first
 * @param accept empty where the request does not say
 */
public record AdminRequest(Map<String, String> parameters, String accept) {

    public AdminRequest {
        parameters = Map.copyOf(parameters);
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }
}
