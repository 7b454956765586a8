using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Perennial.Kernel.Data;

/// <summary>
/// What the two engines write differently, by name. In statements a token stands as <c>{{for_update}}</c>; in migrations
/// types stand as DbUp's variables, <c>$bytes$</c>.
/// </summary>
public static partial class SqlTokens
{
    private static readonly ConcurrentDictionary<(string Sql, DbEngine Engine), string> Resolved = new();

    /// <summary>Locks the rows read until the unit ends: SQLite has one writer and needs none.</summary>
    public const string ForUpdate = "{{for_update}}";

    /// <summary>Locks the rows of the table that a question calls <c>d</c>, and not those it is joined with.</summary>
    public const string ForUpdateOfD = "{{for_update_of_d}}";

    /// <summary>Passes over rows that another unit has locked.</summary>
    public const string SkipLocked = "{{skip_locked}}";

    /// <summary>Of an event: nothing that is still under way can come to stand before it (<see cref="OutboxLog"/>).</summary>
    public const string Settled = "{{settled}}";

    /// <summary>Is one of the keys of a <see cref="DbBatch.Lookup"/>.</summary>
    public const string InKeys = "{{in_keys}}";

    // Is one of a list that is handed over as a value: kind {{one_of @kinds}}. The list may not be empty.
    [GeneratedRegex(@"\{\{one_of (?<list>@\w+)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OneOf();

    /// <summary>Types of migrations: name to what the engine calls it.</summary>
    /// <remarks>
    /// Times are whole microseconds since 1970 in UTC (<c>$time$</c>), days ISO text (<c>$day$</c>), amounts minor units
    /// (<c>$money$</c>): neither engine rounds them, and both sort them alike. A text that is sorted or searched by its
    /// beginning (<c>$key$</c>) is compared byte by byte, whatever the server's language.
    /// </remarks>
    public static IReadOnlyDictionary<string, string> Types(DbEngine engine) => engine == DbEngine.Sqlite
        ? new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = "blob", ["text"] = "text", ["int"] = "integer", ["long"] = "integer", ["money"] = "integer",
            ["bool"] = "integer", ["time"] = "integer", ["day"] = "text", ["bytes"] = "blob",
            ["sequence"] = "integer primary key autoincrement", ["rowless"] = "without rowid",
            ["log_position"] = "integer not null default 0", ["key"] = "text",
        }
        : new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = "uuid", ["text"] = "text", ["int"] = "integer", ["long"] = "bigint", ["money"] = "bigint",
            ["bool"] = "boolean", ["time"] = "bigint", ["day"] = "text", ["bytes"] = "bytea",
            ["sequence"] = "bigint generated always as identity primary key", ["rowless"] = "",
            ["key"] = "text collate \"C\"",
            ["log_position"] = "bigint not null default (pg_current_xact_id()::text::bigint)",
        };

    internal static string Resolve(string sql, DbEngine engine) => sql.Contains("{{", StringComparison.Ordinal)
        ? Resolved.GetOrAdd((sql, engine), key => OneOf().Replace(key.Sql, key.Engine == DbEngine.Sqlite ? "in ${list}" : "= any(${list})")
            .Replace(ForUpdate, key.Engine == DbEngine.Sqlite ? "" : "for update", StringComparison.Ordinal)
            .Replace(ForUpdateOfD, key.Engine == DbEngine.Sqlite ? "" : "for update of d", StringComparison.Ordinal)
            .Replace(Settled, key.Engine == DbEngine.Sqlite ? "1 = 1"
                : "position < pg_snapshot_xmin(pg_current_snapshot())::text::bigint", StringComparison.Ordinal)
            .Replace(InKeys, key.Engine == DbEngine.Sqlite ? "= ?1" : "= any($1)", StringComparison.Ordinal)
            .Replace(SkipLocked, key.Engine == DbEngine.Sqlite ? "" : "skip locked", StringComparison.Ordinal))
        : sql;
}
