using System.Globalization;
using Perennial.Kernel.Ids;

namespace Perennial.Kernel.Http;

/// <summary>Pages of lists that are sorted by id, the latest first.</summary>
public static class Page
{
    private const string Prefix = "pg";
    private static readonly Guid AfterAll = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <summary>What is said to who asks for a page that cannot be.</summary>
    public static Refusal Malformed { get; } = new(RefusalKind.Malformed, "request.page_malformed");

    /// <summary>Reads what page is wanted.</summary>
    /// <param name="cursor">What the page before gave; null for the first.</param>
    /// <param name="limit">Rows wanted, as text; null for the usual number.</param>
    /// <param name="before">Rows with a smaller id than this are wanted.</param>
    /// <param name="rows">How many.</param>
    public static bool TryRead(string? cursor, string? limit, out Guid before, out int rows)
    {
        (before, rows) = (AfterAll, Cursor.RowsDefault);
        return (cursor is null || PublicId.TryRead(Prefix, cursor, out before)) &&
            (limit is null || (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out rows) && rows is > 0 and <= Cursor.RowsMax));
    }

    /// <summary>The cursor of the next page; null when one row more than wanted was not found.</summary>
    public static string? Next<T>(IReadOnlyList<T> found, int limit, Func<T, Guid> id) =>
        found.Count > limit ? PublicId.Write(Prefix, id(found[limit - 1])) : null;
}
