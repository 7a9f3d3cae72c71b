package org.apga.engine.dl4j.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apga.engine.dl4j.nodes.Node;
import org.jspecify.annotations.Nullable;

/**
 * Groups of values that share one buffer: those that a chain of concatenations accumulates, as in a
 * dense block, where each link adds to the one before. A single concatenation is copied instead.
 */
final class ChannelGroups {
  /** Shorter chains are not worth giving up the layout that convolutions prefer. */
  private static final int LINKS = 2;

  /** The values of a chain in their order, and its concatenations. */
  record Group(List<String> members, List<String> links) {}

  private final Map<String, Group> byMember = new HashMap<>();
  private final Map<String, Group> byLink = new HashMap<>();

  ChannelGroups(List<Node> nodes) {
    Map<String, Group> chains = new LinkedHashMap<>();
    for (Node node : nodes) {
      if (node instanceof Node.Concatenation link) {
        String first = link.inputs().get(0);
        Group chain = chains.remove(first);
        Group longer = new Group(new ArrayList<>(), new ArrayList<>());
        if (chain == null) {
          longer.members().add(first);
        } else {
          longer.members().addAll(chain.members());
          longer.links().addAll(chain.links());
        }
        longer.members().addAll(link.inputs().subList(1, link.inputs().size()));
        longer.links().add(link.name());
        chains.put(link.name(), longer);
      }
    }
    chains.values().stream().filter(this::worthwhile).forEach(this::add);
  }

  /** A value can be in one buffer only, and only once. */
  private boolean worthwhile(Group group) {
    return group.links().size() >= LINKS
        && group.members().stream().distinct().count() == group.members().size()
        && group.members().stream().noneMatch(byMember::containsKey);
  }

  private void add(Group group) {
    group.members().forEach(member -> byMember.put(member, group));
    group.links().forEach(link -> byLink.put(link, group));
  }

  /** The group that contains a value. */
  @Nullable Group ofMember(String name) {
    return byMember.get(name);
  }

  /** The group of which a concatenation is a prefix. */
  @Nullable Group ofLink(String name) {
    return byLink.get(name);
  }
}
