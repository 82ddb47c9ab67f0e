#pragma once

#include "cli/command.hpp"

// The commands, each defined in the file of its noun; cli/catalogue.cpp orders them.
namespace megactl::cli::commands {

extern const Command check;
extern const Command explain;
extern const Command env_check;
extern const Command env_diff;
extern const Command env_list;
extern const Command env_run;
extern const Command env_template;
extern const Command tls_check;
extern const Command tls_show;
extern const Command tls_probe;
extern const Command mounts_check;
extern const Command mounts_why;
extern const Command static_collect;
extern const Command static_find;
extern const Command static_list;
extern const Command static_releases;
extern const Command static_rollback;
extern const Command static_verify;
extern const Command serve_command;  // `serve`
extern const Command serve_spool;
extern const Command link_add;
extern const Command link_export;
extern const Command link_import;
extern const Command link_list;
extern const Command link_rm;
extern const Command link_show;
extern const Command link_stats;
extern const Command db_check;
extern const Command db_init;
extern const Command wait;
extern const Command worker_run;
extern const Command worker_ping;
extern const Command worker_list;
extern const Command worker_stats;
extern const Command worker_active;
extern const Command worker_reserved;
extern const Command worker_scheduled;
extern const Command worker_registered;
extern const Command worker_revoked;
extern const Command worker_queues;
extern const Command worker_shutdown;
extern const Command worker_pool;
extern const Command worker_consumer;
extern const Command worker_drain;
extern const Command worker_rate_limit;
extern const Command queue_list;
extern const Command queue_peek;
extern const Command queue_top;
extern const Command queue_purge;
extern const Command queue_move;
extern const Command queue_export;
extern const Command queue_import;
extern const Command queue_unacked;
extern const Command queue_restore;
extern const Command queue_check;
extern const Command task_send;
extern const Command task_show;
extern const Command task_revoke;
extern const Command task_failed;
extern const Command task_retry;
extern const Command config_show;
extern const Command config_check;
extern const Command help;
extern const Command completion;
extern const Command complete;  // `__complete`
extern const Command docs;      // `__docs`

}  // namespace megactl::cli::commands
