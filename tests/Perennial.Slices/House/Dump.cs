using System.Globalization;

namespace Perennial.Slices.House;

/// <summary>Everything that stands in a database, as texts.</summary>
internal static class Dump
{
    /// <summary>The rows of every table; a value that is bytes as hex, and once more as the text it may be.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> AllAsync(DbUnit unit)
    {
        var tables = await unit.QueryAsync<string>(unit.Engine == DbEngine.Sqlite
            ? "select name from sqlite_master where type = 'table'"
            : "select table_name from information_schema.tables where table_schema = 'public'");
        var all = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var table in tables)
        {
            all[table] = await TableAsync(unit, table);
        }

        return all;
    }

    /// <summary>The rows of a table, sorted, without some columns.</summary>
    public static async Task<IReadOnlyList<string>> TableAsync(DbUnit unit, string table, params IReadOnlyCollection<string> without)
    {
        var rows = await unit.QueryAsync<object>($"select * from {table}");
        return [.. rows.Cast<IDictionary<string, object?>>()
            .Select(r => string.Join(" | ", r.Where(v => !without.Contains(v.Key)).Select(v => $"{v.Key}={Text(v.Value)}")))
            .Order(StringComparer.Ordinal)];
    }

    private static string Text(object? value) => value switch
    {
        byte[] bytes => Convert.ToHexStringLower(bytes) + " " + System.Text.Encoding.UTF8.GetString(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
