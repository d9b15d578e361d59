// libyaml's public header, and what Swift cannot do as fast.
#pragma once
#include <stdlib.h>
#include <yaml.h>

// Swift sees a C union as a whole and copies it to look at one field; the next functions read the field where it is.

static inline const unsigned char *_Nullable idmon_yaml_scalar_value(const yaml_event_t *_Nonnull event) {
  return event->data.scalar.value;
}

static inline size_t idmon_yaml_scalar_length(const yaml_event_t *_Nonnull event) {
  return event->data.scalar.length;
}

// A C string; NULL for none.
static inline const char *_Nullable idmon_yaml_scalar_tag(const yaml_event_t *_Nonnull event) {
  return (const char *)event->data.scalar.tag;
}

static inline int idmon_yaml_scalar_is_plain(const yaml_event_t *_Nonnull event) {
  return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

// The name of the anchor that an event sets or, if it is an alias, refers to: a C string; NULL for none.
static inline const char *_Nullable idmon_yaml_anchor(const yaml_event_t *_Nonnull event) {
  switch (event->type) {
  case YAML_SCALAR_EVENT: return (const char *)event->data.scalar.anchor;
  case YAML_SEQUENCE_START_EVENT: return (const char *)event->data.sequence_start.anchor;
  case YAML_MAPPING_START_EVENT: return (const char *)event->data.mapping_start.anchor;
  case YAML_ALIAS_EVENT: return (const char *)event->data.alias.anchor;
  default: return NULL;
  }
}

// Frees an event as yaml_event_delete does, but leaves it as it is: yaml_parser_parse clears it before it reads.
//
// Most events are scalars with nothing but a value, which libyaml allocates with malloc (yaml_malloc in its api.c), and
// ends of collections, which own nothing. The shortcut saves a twentieth of the time that reading takes.
static inline void idmon_yaml_event_free(yaml_event_t *_Nonnull event) {
  switch (event->type) {
  case YAML_SEQUENCE_END_EVENT:
  case YAML_MAPPING_END_EVENT: return;
  case YAML_SCALAR_EVENT:
    if (!event->data.scalar.anchor && !event->data.scalar.tag) {
      free(event->data.scalar.value);
      return;
    }
  default: yaml_event_delete(event);
  }
}
