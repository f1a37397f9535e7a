/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ds-hq-command.h"

#include "ds-error.h"
#include "ds-file.h"
#include "ds-hq-http.h"

#include <glib-unix.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define KEY_FILE "sealing.key"
#define THREADS 2
#define MAX_CONNECTIONS 2048
#define MAX_PER_ADDRESS 64
#define IDLE_TIMEOUT_S 30
#define MAX_OPEN_FILES 8192
#define MAX_PEM_BYTES (1024 * 1024)
#define SWEEP_S 3600

/* --- init --- */

/* The private half opens the sealed files of broken tablets; only its file has it. */
static gboolean
make_sealing_key (const char *folder, guint8 public_key[32], GError **error)
{
  g_autofree char *path = g_build_filename (folder, KEY_FILE, NULL);
  guint8 private_key[crypto_box_SECRETKEYBYTES];
  char text[crypto_box_SECRETKEYBYTES * 2 + 2];
  gboolean written = FALSE;

  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_STATE,
                 "%s exists already: it may be the only key to sealed files. Choose another folder, or move it away.",
                 path);
    return FALSE;
  }
  crypto_box_keypair (public_key, private_key);
  sodium_bin2hex (text, sizeof text, private_key, sizeof private_key);
  text[sizeof text - 2] = '\n';
  written = ds_file_write_durable (path, text, sizeof text - 1, error);
  sodium_memzero (private_key, sizeof private_key);
  sodium_memzero (text, sizeof text);

  return written;
}

static gboolean
make_headquarters (const DsHqCommand *command, const char *name, GError **error)
{
  g_autofree char *id = ds_id_new (command->clock);
  g_autofree char *path = g_build_filename (command->folder, "hq.db", NULL);
  g_autoptr (DsDbLock) lock = NULL;
  DsHqIdentity identity = { .name = (char *) name };

  if (!ds_file_make_folder (command->folder, error))
    return FALSE;
  lock = ds_hq_desk_lock (command->folder, error);
  if (lock == NULL)
    return FALSE;
  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_STATE, "There is a headquarters in %s already.", command->folder);
    return FALSE;
  }
  g_strlcpy (identity.id, id, sizeof identity.id);

  return make_sealing_key (command->folder, identity.sealing_key, error) &&
         ds_hq_store_create (command->folder, &identity, command->clock, error);
}

int
ds_hq_run_init (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry options[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, "What tablets call this headquarters", "NAME" },
    G_OPTION_ENTRY_NULL,
  };

  if (!ds_hq_command_begin (&command, argv, NULL, "Makes a new, empty headquarters.", options) ||
      !ds_hq_command_takes (&command, 0, 0))
    return DS_HQ_EXIT_USAGE;
  if (!make_headquarters (&command, name != NULL ? name : "Headquarters", &error))
    return ds_hq_command_fail (error);
  g_print ("Headquarters made in %s\n", command.folder);

  return DS_HQ_EXIT_OK;
}

/* --- serve --- */

typedef struct {
  char *listen;
  char *certificate_file;
  char *key_file;
  char *certificate;
  char *key;
  gboolean plain;
  int per_address;
  int idle_timeout_s;
} Serve;

static void
clear_serve (Serve *serve)
{
  g_free (serve->listen);
  g_free (serve->certificate_file);
  g_free (serve->key_file);
  g_free (serve->certificate);
  g_free (serve->key);
}

static void
audit_cb (const char *line, gpointer user_data)
{
  g_printerr ("%s\n", line);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static gboolean
sweep_cb (gpointer user_data)
{
  DsHqService *service = user_data;
  g_autoptr (GError) error = NULL;

  if (!ds_hq_service_sweep (service, &error))
    ds_hq_service_audit (service, "sweep-failed %s", error->message);

  return G_SOURCE_CONTINUE;
}

/* One file for each connection, some for the store; and no image of memory, with tokens in it, on a crash. */
static void
set_limits (void)
{
  struct rlimit files, no_core = { 0, 0 };

  if (getrlimit (RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < MAX_OPEN_FILES) {
    files.rlim_cur = MIN (files.rlim_max, MAX_OPEN_FILES);
    setrlimit (RLIMIT_NOFILE, &files);
  }
  setrlimit (RLIMIT_CORE, &no_core);
  signal (SIGPIPE, SIG_IGN);
}

static char *
read_pem (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = ds_file_read (path, MAX_PEM_BYTES, error);

  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

static gboolean
read_tls (Serve *serve, GError **error)
{
  if (serve->certificate_file == NULL && serve->key_file == NULL)
    return TRUE;
  if (serve->certificate_file == NULL || serve->key_file == NULL) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_INVALID, "TLS needs both --tls-certificate and --tls-key.");
    return FALSE;
  }
  serve->certificate = read_pem (serve->certificate_file, error);
  serve->key = serve->certificate != NULL ? read_pem (serve->key_file, error) : NULL;

  return serve->key != NULL;
}

static gboolean
run_server (DsHqService *service, const Serve *serve, GError **error)
{
  DsHqHttpOptions options = {
    .listen = serve->listen != NULL ? serve->listen : DS_HQ_HTTP_DEFAULT_LISTEN,
    .threads = THREADS,
    .max_connections = MAX_CONNECTIONS,
    .max_per_address = (guint) MAX (serve->per_address, 0),
    .idle_timeout_s = (guint) MAX (serve->idle_timeout_s, 1),
    .plain = serve->plain,
    .certificate = serve->certificate,
    .key = serve->key,
  };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DsHqDeskServer) desk = NULL;
  g_autoptr (DsHqHttp) http = NULL;
  guint sources[3];

  sources[0] = g_unix_signal_add (SIGTERM, quit_cb, loop);
  sources[1] = g_unix_signal_add (SIGINT, quit_cb, loop);
  sources[2] = g_timeout_add_seconds (SWEEP_S, sweep_cb, service);
  desk = ds_hq_desk_server_new (service, error);
  http = desk != NULL ? ds_hq_http_new (service, &options, error) : NULL;
  if (http != NULL) {
    g_print ("listening %s\n", ds_hq_http_url (http));
    fflush (stdout);
    ds_hq_service_audit (service, "started url=%s", ds_hq_http_url (http));
    g_main_loop_run (loop);
    ds_hq_service_audit (service, "stopping");
  }
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);

  return http != NULL;
}

static gboolean
serve_folder (const DsHqCommand *command, Serve *serve, GError **error)
{
  g_autoptr (DsDbLock) lock = NULL;
  g_autoptr (DsHqService) service = NULL;

  if (!read_tls (serve, error))
    return FALSE;
  if (!g_file_test (command->folder, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, DS_HQ_ERROR, DS_ERROR_NOT_FOUND,
                 "There is no headquarters in %s. Make one with \"doorstep-hq init --data %s\".", command->folder,
                 command->folder);
    return FALSE;
  }
  lock = ds_hq_desk_lock (command->folder, error);
  if (lock == NULL)
    return FALSE;
  service = ds_hq_service_new (command->folder, command->clock, audit_cb, NULL, error);

  return service != NULL && run_server (service, serve, error);
}

int
ds_hq_run_serve (char **argv)
{
  g_auto (DsHqCommand) command = { 0 };
  g_autoptr (GError) error = NULL;
  Serve serve = { .per_address = -1, .idle_timeout_s = IDLE_TIMEOUT_S };
  int status = DS_HQ_EXIT_USAGE;
  const GOptionEntry options[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &serve.listen,
      "Where to listen (default " DS_HQ_HTTP_DEFAULT_LISTEN "; port 0: a free one)", "ADDRESS[:PORT]" },
    { "tls-certificate", 0, 0, G_OPTION_ARG_FILENAME, &serve.certificate_file, "TLS certificate chain in PEM", "FILE" },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &serve.key_file, "Its private key in PEM", "FILE" },
    { "plain-http", 0, 0, G_OPTION_ARG_NONE, &serve.plain, "Allow HTTP without TLS beyond loopback", NULL },
    { "per-address", 0, 0, G_OPTION_ARG_INT, &serve.per_address,
      "Most connections of one address (default 64; on loopback no limit; 0: no limit)", "N" },
    { "idle-timeout", 0, 0, G_OPTION_ARG_INT, &serve.idle_timeout_s, "Seconds until a silent connection is closed",
      "S" },
    G_OPTION_ENTRY_NULL,
  };

  if (ds_hq_command_begin (&command, argv, NULL, "Answers tablets over HTTP until SIGTERM or SIGINT.", options) &&
      ds_hq_command_takes (&command, 0, 0)) {
    /* On loopback a proxy or a test stands for many clients. */
    if (serve.per_address < 0)
      serve.per_address =
          serve.listen == NULL || g_str_has_prefix (serve.listen, "127.") || g_str_has_prefix (serve.listen, "[::1]")
              ? 0
              : MAX_PER_ADDRESS;
    set_limits ();
    status = serve_folder (&command, &serve, &error) ? DS_HQ_EXIT_OK : ds_hq_command_fail (error);
  }
  clear_serve (&serve);

  return status;
}
