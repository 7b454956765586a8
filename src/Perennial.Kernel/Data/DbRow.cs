using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Perennial.Kernel.Data;

/// <summary>A row that is being read; its columns by position. Good until the next row.</summary>
public abstract class DbRow
{
    /// <summary>Whether a column is null.</summary>
    public abstract bool IsNull(int column);

    /// <summary>An id.</summary>
    public abstract Guid Id(int column);

    /// <summary>A text.</summary>
    public abstract string Text(int column);

    /// <summary>Whether a column is this text; quicker than to make the text.</summary>
    public abstract bool TextIs(int column, string text);

    /// <summary>A whole number, an amount, a time.</summary>
    public abstract long Long(int column);

    /// <summary>True or false.</summary>
    public abstract bool Bool(int column);

    /// <summary>Bytes.</summary>
    public abstract byte[] Bytes(int column);

    /// <summary>A whole number of 32 bits.</summary>
    public int Int(int column) => checked((int)Long(column));

    /// <summary>An id, or null.</summary>
    public Guid? IdOrNull(int column) => IsNull(column) ? null : Id(column);

    /// <summary>A text, or null.</summary>
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A whole number, or null.</summary>
    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);
}

internal sealed class SqliteRow(sqlite3_stmt statement) : DbRow
{
    public override bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public override Guid Id(int column) => new(raw.sqlite3_column_blob(statement, column), bigEndian: true);

    public override string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public override bool TextIs(int column, string text)
    {
        var bytes = raw.sqlite3_column_blob(statement, column);
        return System.Text.Ascii.IsValid(bytes) ? System.Text.Ascii.Equals(bytes, text) : Text(column) == text;
    }

    public override long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public override bool Bool(int column) => raw.sqlite3_column_int64(statement, column) != 0;

    public override byte[] Bytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();
}

internal sealed class PostgreSqlRow(NpgsqlDataReader reader) : DbRow
{
    public override bool IsNull(int column) => reader.IsDBNull(column);

    public override Guid Id(int column) => reader.GetGuid(column);

    public override string Text(int column) => reader.GetString(column);

    public override bool TextIs(int column, string text) => reader.GetString(column) == text;

    public override long Long(int column) => reader.GetFieldType(column) == typeof(int) ? reader.GetInt32(column) : reader.GetInt64(column);

    public override bool Bool(int column) => reader.GetBoolean(column);

    public override byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);
}

/// <summary>Statements of one SQLite connection, prepared once and used again.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private const int KeptMax = 512;

    private readonly Dictionary<string, sqlite3_stmt> prepared = new(StringComparer.Ordinal);

    /// <summary>The statement of an SQL text, ready to be bound.</summary>
    public sqlite3_stmt this[string sql]
    {
        get
        {
            if (prepared.TryGetValue(sql, out var statement))
            {
                return statement;
            }

            if (prepared.Count == KeptMax)
            {
                Dispose();
            }

            Check(raw.sqlite3_prepare_v2(connection.Handle, sql, out statement));
            return prepared[sql] = statement;
        }
    }

    /// <summary>Runs a bound statement that gives no rows.</summary>
    /// <returns>Rows changed.</returns>
    public int Run(sqlite3_stmt statement)
    {
        var code = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            Check(code);
        }

        return raw.sqlite3_changes(connection.Handle);
    }

    /// <summary>Reads all rows of a bound statement.</summary>
    public void Read(sqlite3_stmt statement, Action<DbRow> each)
    {
        var row = new SqliteRow(statement);
        try
        {
            int code;
            while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
            {
                each(row);
            }

            if (code != raw.SQLITE_DONE)
            {
                Check(code);
            }
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    public void Dispose()
    {
        foreach (var statement in prepared.Values)
        {
            statement.Dispose();
        }

        prepared.Clear();
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, connection.Handle);
        }
    }
}
