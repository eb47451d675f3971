package dev.entrepot.proxy.admin;

/** Answers one path. */
@FunctionalInterface
public interface AdminEndpoint {

    AdminAnswer answer(AdminRequest request);
}
