using Npgsql;
using NpgsqlTypes;
using SQLitePCL;

namespace Perennial.Kernel.Data;

/// <summary>
/// A table as rows are put into it, many at a time: on SQLite by one prepared statement, on PostgreSQL by one statement
/// over arrays, or by COPY where rows are very many.
/// </summary>
/// <typeparam name="T">What a row is made from.</typeparam>
/// <param name="name">Name of the table.</param>
public sealed class DbTable<T>(string name)
{
    private readonly List<DbColumn<T>> columns = [];
    private readonly Dictionary<DbEngine, string> statements = [];
    private readonly Lock gate = new();
    private string conflict = "";

    /// <summary>Name of the table.</summary>
    public string Name { get; } = name;

    internal IReadOnlyList<DbColumn<T>> Columns => columns;

    /// <summary>A column of type <c>$id$</c>.</summary>
    public DbTable<T> Id(string column, Func<T, Guid> value) => Add(new DbColumn<T, Guid>(column, value, NpgsqlDbType.Uuid, SqliteValues.Bind));

    /// <summary>A column of type <c>$id$</c> that may be null.</summary>
    public DbTable<T> Id(string column, Func<T, Guid?> value) => Add(new DbColumn<T, Guid?>(column, value, NpgsqlDbType.Uuid, SqliteValues.Bind));

    /// <summary>A column of type <c>$text$</c> or <c>$day$</c>.</summary>
    public DbTable<T> Text(string column, Func<T, string?> value) =>
        Add(new DbColumn<T, string?>(column, value, NpgsqlDbType.Text, SqliteValues.Bind));

    /// <summary>A column of type <c>$long$</c>, <c>$money$</c> or <c>$time$</c>.</summary>
    public DbTable<T> Long(string column, Func<T, long> value) => Add(new DbColumn<T, long>(column, value, NpgsqlDbType.Bigint, SqliteValues.Bind));

    /// <summary>A column of type <c>$long$</c>, <c>$money$</c> or <c>$time$</c> that may be null.</summary>
    public DbTable<T> Long(string column, Func<T, long?> value) => Add(new DbColumn<T, long?>(column, value, NpgsqlDbType.Bigint, SqliteValues.Bind));

    /// <summary>A column of type <c>$int$</c>.</summary>
    public DbTable<T> Int(string column, Func<T, int> value) =>
        Add(new DbColumn<T, int>(column, value, NpgsqlDbType.Integer, static (s, i, v) => SqliteValues.Bind(s, i, (long)v)));

    /// <summary>A column of type <c>$bool$</c>.</summary>
    public DbTable<T> Bool(string column, Func<T, bool> value) =>
        Add(new DbColumn<T, bool>(column, value, NpgsqlDbType.Boolean, static (s, i, v) => SqliteValues.Bind(s, i, v ? 1L : 0L)));

    /// <summary>A column of type <c>$bytes$</c>.</summary>
    public DbTable<T> Bytes(string column, Func<T, byte[]?> value) =>
        Add(new DbColumn<T, byte[]?>(column, value, NpgsqlDbType.Bytea, SqliteValues.Bind));

    /// <summary>What becomes of a row that is there already: <c>(key) do nothing</c>, <c>(key) do update set …</c>.</summary>
    public DbTable<T> OnConflict(string clause)
    {
        conflict = "on conflict " + clause;
        return this;
    }

    internal string Statement(DbEngine engine)
    {
        lock (gate)
        {
            return statements.TryGetValue(engine, out var text) ? text : statements[engine] = Write(engine);
        }
    }

    internal string CopyStatement => $"copy {Name} ({Names}) from stdin (format binary)";

    internal bool CanCopy => conflict.Length == 0;

    private string Names => string.Join(", ", columns.Select(c => c.Name));

    private string Arrays => string.Join(", ", columns.Select((c, i) => $"${i + 1}::{c.PostgreSqlType}[]"));

    private string Write(DbEngine engine) => engine == DbEngine.Sqlite
        ? $"insert into {Name} ({Names}) values ({string.Join(", ", columns.Select((_, i) => $"?{i + 1}"))}) {conflict}"
        : $"insert into {Name} ({Names}) select * from unnest({Arrays}) {conflict}";

    private DbTable<T> Add(DbColumn<T> column)
    {
        columns.Add(column);
        return this;
    }
}

/// <summary>A column of a <see cref="DbTable{T}"/>.</summary>
internal abstract class DbColumn<T>(string name, NpgsqlDbType type)
{
    public string Name { get; } = name;

    public NpgsqlDbType Type { get; } = type;

    public string PostgreSqlType => Type switch
    {
        NpgsqlDbType.Uuid => "uuid", NpgsqlDbType.Text => "text", NpgsqlDbType.Bigint => "bigint", NpgsqlDbType.Integer => "integer",
        NpgsqlDbType.Boolean => "boolean", NpgsqlDbType.Bytea => "bytea", _ => throw new NotSupportedException(Type.ToString()),
    };

    public abstract void Bind(sqlite3_stmt statement, int index, T row);

    public abstract NpgsqlParameter Array(IReadOnlyList<T> rows);

    public abstract NpgsqlParameter Value(T row);

    public abstract Task CopyAsync(NpgsqlBinaryImporter importer, T row);
}

internal sealed class DbColumn<T, TValue>(string name, Func<T, TValue> value, NpgsqlDbType type, Action<sqlite3_stmt, int, TValue> bind)
    : DbColumn<T>(name, type)
{
    public override void Bind(sqlite3_stmt statement, int index, T row) => bind(statement, index, value(row));

    public override NpgsqlParameter Array(IReadOnlyList<T> rows)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | Type };
    }

    public override NpgsqlParameter Value(T row) => value(row) is { } given
        ? new NpgsqlParameter<TValue> { TypedValue = given, NpgsqlDbType = Type }
        : new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = Type };

    public override Task CopyAsync(NpgsqlBinaryImporter importer, T row) => value(row) is { } given
        ? importer.WriteAsync(given, Type)
        : importer.WriteNullAsync();
}

/// <summary>Values as SQLite keeps them; see <see cref="GuidValues"/> for ids.</summary>
internal static class SqliteValues
{
    public static void Bind(sqlite3_stmt statement, int index, long value) => Check(statement, raw.sqlite3_bind_int64(statement, index, value));

    public static void Bind(sqlite3_stmt statement, int index, long? value) => Check(statement, value is { } given
        ? raw.sqlite3_bind_int64(statement, index, given)
        : raw.sqlite3_bind_null(statement, index));

    public static void Bind(sqlite3_stmt statement, int index, string? value) => Check(statement, value is null
        ? raw.sqlite3_bind_null(statement, index)
        : raw.sqlite3_bind_text16(statement, index, value));

    public static void Bind(sqlite3_stmt statement, int index, byte[]? value) => Check(statement, value is null
        ? raw.sqlite3_bind_null(statement, index)
        : value.Length == 0 ? raw.sqlite3_bind_zeroblob(statement, index, 0) : raw.sqlite3_bind_blob(statement, index, value));

    public static void Bind(sqlite3_stmt statement, int index, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Check(statement, raw.sqlite3_bind_blob(statement, index, bytes));
    }

    public static void Bind(sqlite3_stmt statement, int index, Guid? value)
    {
        if (value is { } given)
        {
            Bind(statement, index, given);
        }
        else
        {
            Check(statement, raw.sqlite3_bind_null(statement, index));
        }
    }

    private static void Check(sqlite3_stmt statement, int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new InvalidOperationException(raw.sqlite3_errmsg(raw.sqlite3_db_handle(statement)).utf8_to_string());
        }
    }
}
