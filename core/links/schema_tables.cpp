// As Django 3.2 to 6 write them: taken from a database that their migrations made, index names with their hashes.

#include "core/links/schema_tables.hpp"

#include <array>

namespace megactl::links {
namespace {

constexpr std::array tables{
    TableText{"django_migrations", R"(
CREATE TABLE "django_migrations" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "app" varchar(255) NOT NULL,
    "name" varchar(255) NOT NULL,
    "applied" datetime NOT NULL
);)"},
    TableText{"django_content_type", R"(
CREATE TABLE "django_content_type" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "app_label" varchar(100) NOT NULL,
    "model" varchar(100) NOT NULL
);
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq"
    ON "django_content_type" ("app_label", "model");)"},
    TableText{"auth_permission", R"(
CREATE TABLE "auth_permission" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED,
    "codename" varchar(100) NOT NULL,
    "name" varchar(255) NOT NULL
);
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq"
    ON "auth_permission" ("content_type_id", "codename");
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");)"},
    TableText{"auth_group", R"(
CREATE TABLE "auth_group" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(150) NOT NULL UNIQUE
);)"},
    TableText{"auth_group_permissions", R"(
CREATE TABLE "auth_group_permissions" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED,
    "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq"
    ON "auth_group_permissions" ("group_id", "permission_id");
CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");
CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");)"},
    TableText{"accounts_customuser", R"(
CREATE TABLE "accounts_customuser" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "password" varchar(128) NOT NULL,
    "last_login" datetime NULL,
    "is_superuser" bool NOT NULL,
    "username" varchar(150) NOT NULL UNIQUE,
    "email" varchar(254) NOT NULL UNIQUE,
    "date_joined" datetime NOT NULL,
    "is_active" bool NOT NULL,
    "is_staff" bool NOT NULL
);)"},
    TableText{"accounts_customuser_groups", R"(
CREATE TABLE "accounts_customuser_groups" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "customuser_id" bigint NOT NULL REFERENCES "accounts_customuser" ("id") DEFERRABLE INITIALLY DEFERRED,
    "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX "accounts_customuser_groups_customuser_id_group_id_c074bdcb_uniq"
    ON "accounts_customuser_groups" ("customuser_id", "group_id");
CREATE INDEX "accounts_customuser_groups_customuser_id_bc55088e" ON "accounts_customuser_groups" ("customuser_id");
CREATE INDEX "accounts_customuser_groups_group_id_86ba5f9e" ON "accounts_customuser_groups" ("group_id");)"},
    TableText{"accounts_customuser_user_permissions", R"(
CREATE TABLE "accounts_customuser_user_permissions" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "customuser_id" bigint NOT NULL REFERENCES "accounts_customuser" ("id") DEFERRABLE INITIALLY DEFERRED,
    "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX "accounts_customuser_user_permissions_customuser_id_permission_id_9632a709_uniq"
    ON "accounts_customuser_user_permissions" ("customuser_id", "permission_id");
CREATE INDEX "accounts_customuser_user_permissions_customuser_id_0deaefae"
    ON "accounts_customuser_user_permissions" ("customuser_id");
CREATE INDEX "accounts_customuser_user_permissions_permission_id_aea3d0e5"
    ON "accounts_customuser_user_permissions" ("permission_id");)"},
    TableText{"links_link", R"(
CREATE TABLE "links_link" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "target_url" varchar(500) NOT NULL,
    "slug" varchar(32) NOT NULL,
    "created_at" datetime NOT NULL,
    "updated_at" datetime NOT NULL,
    "user_id" bigint NOT NULL REFERENCES "accounts_customuser" ("id") DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "unique_link_slug_per_user" UNIQUE ("user_id", "slug")
);
CREATE INDEX "links_link_user_id_a4cbb68a" ON "links_link" ("user_id");
CREATE INDEX "links_link_slug_a32179a4" ON "links_link" ("slug");)"},
    TableText{"links_click", R"(
CREATE TABLE "links_click" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "created_at" datetime NOT NULL,
    "referrer" varchar(500) NOT NULL,
    "user_agent" text NOT NULL,
    "ip_address" char(39) NULL,
    "link_id" bigint NOT NULL REFERENCES "links_link" ("id") DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX "links_click_link_id_873d3412" ON "links_click" ("link_id");)"},
    TableText{"django_session", R"(
CREATE TABLE "django_session" (
    "session_key" varchar(40) NOT NULL PRIMARY KEY,
    "session_data" text NOT NULL,
    "expire_date" datetime NOT NULL
);
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");)"},
};

}  // namespace

std::span<const TableText> schema_tables() {
    return tables;
}

}  // namespace megactl::links
