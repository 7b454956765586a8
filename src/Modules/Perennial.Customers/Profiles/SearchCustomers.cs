using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Merging;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Profiles;

/// <summary>Finds customers by the beginnings of names, addresses, numbers and ids.</summary>
internal static class SearchCustomers
{
    public const int PageMax = 100;

    // The longest words are asked for: they leave the fewest.
    private const int WordsAskedMax = 3;

    /// <param name="Text">What somebody typed; all of its words must be found.</param>
    /// <param name="Limit">Customers of a page.</param>
    /// <param name="After">Where the page before ended; null for the first.</param>
    internal sealed record Request(string Text, int Limit = 20, Place? After = null);

    /// <param name="Word">The word that was found last.</param>
    /// <param name="Customer">Whose.</param>
    internal sealed record Place(string Word, Guid Customer);

    /// <param name="Customers">Customers in the order of the words found, each once a page.</param>
    /// <param name="Next">Where the next page begins; null where this is the last.</param>
    internal sealed record Response(IReadOnlyList<CustomerProfile> Customers, Place? Next);

    public static async Task<Response> HandleAsync(DbUnit unit, Request request)
    {
        List<string> words = [.. SearchKey.Asked(request.Text).OrderByDescending(w => w.Length).Take(WordsAskedMax)];
        if (words.Count == 0)
        {
            return new Response([], null);
        }

        var limit = Math.Clamp(request.Limit, 1, PageMax);
        var (second, third) = (words.Count > 1 ? words[1] : words[0], words.Count > 2 ? words[2] : words[0]);
        var found = await unit.QueryAsync<Row>(FindSql, new
        {
            first = words[0], firstAbove = SearchKey.Above(words[0]), second, secondAbove = SearchKey.Above(second),
            third, thirdAbove = SearchKey.Above(third), limit = limit + 1,
            word = request.After?.Word ?? "", customer = request.After?.Customer ?? Guid.Empty,
        });
        var page = found.Take(limit).ToList();
        var profiles = await new CustomerProfiles().ReadAsync(unit, page.ConvertAll(r => r.CustomerId));
        return new Response([.. page.Where(r => profiles.ContainsKey(r.CustomerId)).Select(r => profiles[r.CustomerId]).DistinctBy(p => p.Id)],
            found.Count > limit ? new Place(page[^1].WordKey, page[^1].CustomerId) : null);
    }

    private sealed class Row
    {
        public string WordKey { get; set; } = "";

        public Guid CustomerId { get; set; }
    }

    // The range of the first word is walked in the order of the index; a customer counts at the first of her words in it.
    private const string FindSql = """
        select s.word_key as WordKey, s.customer_id as CustomerId
        from customer_search s
        where s.word_key >= @first and s.word_key < @firstAbove and (s.word_key, s.customer_id) > (@word, @customer)
          and not exists (select 1 from customer_search e
            where e.customer_id = s.customer_id and e.word_key >= @first and e.word_key < s.word_key)
          and exists (select 1 from customer_search e
            where e.customer_id = s.customer_id and e.word_key >= @second and e.word_key < @secondAbove)
          and exists (select 1 from customer_search e
            where e.customer_id = s.customer_id and e.word_key >= @third and e.word_key < @thirdAbove)
        order by s.word_key, s.customer_id limit @limit
        """;
}
