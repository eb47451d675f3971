/**
 * What goes wrong on purpose: {@link dev.entrepot.testkit.registry.fault.Faults} says for which requests,
 * {@link dev.entrepot.testkit.registry.fault.Fault} says what, and every server of this kit is a
 * {@link dev.entrepot.testkit.registry.fault.FaultyServer}, which can also be stopped, paused and slowed.
 */
@NullMarked
package dev.entrepot.testkit.registry.fault;

import org.jspecify.annotations.NullMarked;
