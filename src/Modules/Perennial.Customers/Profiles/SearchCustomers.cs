using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Profiles;

/// <summary>
/// Finds customers by the beginnings of names, addresses, numbers and ids. The index is walked along the rarest of the
/// words asked for, and the other words of those found there are compared here: no plan of a database can go wrong with it.
/// </summary>
internal static class SearchCustomers
{
    public const int PageMax = 100;

    private const int WordsAskedMax = 5;
    private const int RowsAtOnce = 500;
    private const int RowsMax = 20_000;

    /// <param name="Text">What somebody typed; all of its words must be found.</param>
    /// <param name="Limit">Customers of a page.</param>
    /// <param name="After">Where the page before ended; null for the first.</param>
    internal sealed record Request(string Text, int Limit = 20, Place? After = null);

    /// <param name="Word">The word that was looked at last.</param>
    /// <param name="Customer">Whose.</param>
    internal sealed record Place(string Word, Guid Customer);

    /// <param name="Customers">Customers in the order of the words found, the survivor for one who was merged.</param>
    /// <param name="Next">
    /// Where the next page begins; null where this is the last. A page may be short of the limit and have a next one: where
    /// words are frequent and seldom together, a page ends after so many rows.
    /// </param>
    internal sealed record Response(IReadOnlyList<CustomerProfile> Customers, Place? Next);

    public static async Task<Response> HandleAsync(DbUnit unit, Request request)
    {
        IReadOnlyList<string> asked = [.. SearchKey.Asked(request.Text).Take(WordsAskedMax)];
        var words = request.After is { } after ? WalkedFirst(asked, after) : await RarestFirstAsync(unit, asked);
        var (found, next) = words.Count == 0 ? ([], null) : await WalkAsync(unit, words, request);
        var profiles = await new CustomerProfiles().ReadAsync(unit, found);
        return new Response([.. found.Where(profiles.ContainsKey).Select(id => profiles[id]).DistinctBy(p => p.Id)], next);
    }

    private static async Task<(List<Guid> Found, Place? Next)> WalkAsync(DbUnit unit, IReadOnlyList<string> words, Request request)
    {
        var limit = Math.Clamp(request.Limit, 1, PageMax);
        var found = new List<Guid>();
        var place = request.After ?? new Place(words[0], Guid.Empty);
        var rowsAtOnce = words.Count == 1 ? 3 * limit : RowsAtOnce;
        for (var looked = 0; looked < RowsMax; looked += rowsAtOnce)
        {
            var rows = await unit.QueryAsync<Row>(RangeSql, new
            {
                above = SearchKey.Above(words[0]), word = place.Word, customer = place.Customer, limit = rowsAtOnce,
            });
            var known = await WordsAsync(unit, rows);
            foreach (var (i, row) in rows.Index())
            {
                place = new Place(row.WordKey, row.CustomerId);
                if (Counts(row, known[row.CustomerId], words))
                {
                    found.Add(row.CustomerId);
                }

                if (found.Count == limit)
                {
                    return (found, i == rows.Count - 1 && rows.Count < rowsAtOnce ? null : place);
                }
            }

            if (rows.Count < rowsAtOnce)
            {
                return (found, null);
            }
        }

        return (found, place);
    }

    // A customer with several words that begin so counts at the first of them, once.
    private static bool Counts(Row row, IEnumerable<string> known, IReadOnlyList<string> asked)
    {
        var words = known.ToList();
        return row.WordKey == words.Where(w => w.StartsWith(asked[0], StringComparison.Ordinal)).Min(StringComparer.Ordinal) &&
            asked.Skip(1).All(a => words.Exists(w => w.StartsWith(a, StringComparison.Ordinal)));
    }

    private static async Task<ILookup<Guid, string>> WordsAsync(DbUnit unit, IReadOnlyList<Row> rows)
    {
        var batch = unit.Batch();
        var words = batch.Lookup("select customer_id, word_key from customer_search where customer_id {{in_keys}}",
            rows.Select(r => r.CustomerId).ToHashSet(), row => (Customer: row.Id(0), Word: row.Text(1)));
        await batch.RunAsync();
        return words.ToLookup(w => w.Customer, w => w.Word);
    }

    // The next page goes on along the word of the page before; a place that is none of these words has nothing behind it.
    private static IReadOnlyList<string> WalkedFirst(IReadOnlyList<string> words, Place after) =>
        words.FirstOrDefault(w => after.Word.StartsWith(w, StringComparison.Ordinal)) is { } walked ? [walked, .. words.Where(w => w != walked)] : [];

    private static async Task<IReadOnlyList<string>> RarestFirstAsync(DbUnit unit, IReadOnlyList<string> words)
    {
        if (words.Count < 2)
        {
            return words;
        }

        var counted = new List<(long Rows, string Word)>();
        foreach (var word in words)
        {
            counted.Add((await unit.ValueAsync<long>(CountSql, new { first = word, above = SearchKey.Above(word), limit = RowsAtOnce }), word));
        }

        return [.. counted.OrderBy(c => c.Rows).ThenByDescending(c => c.Word.Length).Select(c => c.Word)];
    }

    private sealed class Row
    {
        public string WordKey { get; set; } = "";

        public Guid CustomerId { get; set; }
    }

    // One lower bound alone: given two, PostgreSQL begins at the lesser.
    private const string RangeSql = """
        select word_key as WordKey, customer_id as CustomerId
        from customer_search
        where word_key < @above and (word_key, customer_id) > (@word, @customer)
        order by word_key, customer_id limit @limit
        """;

    private const string CountSql = """
        select count(*) from (select 1 from customer_search where word_key >= @first and word_key < @above limit @limit) as few_rows
        """;
}
