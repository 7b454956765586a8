using NodaTime;
using Perennial.Customers.Consent;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Profiles;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;

namespace Perennial.Customers.Listing;

/// <summary>Whom a list is narrowed to. Null means everybody.</summary>
internal sealed record ListFilter
{
    /// <summary>A tag, folded.</summary>
    public string? TagKey { get; init; }

    public string? Language { get; init; }

    public string? Country { get; init; }

    public Instant? Since { get; init; }

    public bool? HasEmail { get; init; }

    public bool? HasPhone { get; init; }

    public (string Channel, ConsentStanding Standing)? Consent { get; init; }

    public IReadOnlyList<ChosenFigure> Figures { get; init; } = [];

    /// <summary>Whether a profile fits, as far as it alone says.</summary>
    public bool Fits(CustomerProfile profile) =>
        (Language is null || profile.Language == Language) && (Country is null || profile.Country == Country) &&
        (Since is not { } since || profile.Created >= since) && Has(profile, IdentifierKind.Email, HasEmail) &&
        Has(profile, IdentifierKind.Phone, HasPhone) && (TagKey is null || profile.Tags.Any(t => SearchKey.Fold(t) == TagKey));

    private static bool Has(CustomerProfile profile, IdentifierKind kind, bool? wanted) =>
        wanted is not { } has || profile.Identifiers.Any(i => i.Kind == kind) == has;
}

/// <summary>
/// Lists customers page by page, each page along an index or along figures in memory: by what was searched for, by a column of
/// figures, by a tag, or by when they became known. A page looks at so many at most; where few of them fit it is short, and the next
/// one goes on from there.
/// </summary>
internal static class ListCustomers
{
    public const string OldestFirst = "oldest";

    private const string Marketing = "marketing";
    private const int AtOnce = 200;
    private const int LookedAtMax = 4_000;
    private const int WindowsMax = 4;
    private const int SearchesMax = 20;
    private static readonly Guid Highest = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <param name="Filter">Whom.</param>
    /// <param name="Limit">Customers of a page.</param>
    internal sealed record Request(ListFilter Filter, int Limit)
    {
        /// <summary>What somebody typed; null for no search.</summary>
        public string? Text { get; init; }

        /// <summary>A column of figures, <see cref="OldestFirst"/>, or null for the latest first.</summary>
        public string? Sort { get; init; }

        public bool IsDescending { get; init; }

        /// <summary>Where the page before ended.</summary>
        public string? After { get; init; }
    }

    /// <param name="Customers">Those of the page.</param>
    /// <param name="Next">Where the next page begins; null at the end. Of a search it holds part of a name.</param>
    internal sealed record Response(IReadOnlyList<CustomerProfile> Customers, string? Next);

    /// <param name="parts">What use cases are given.</param>
    /// <param name="figures">Figures that are at hand, with the columns and filters that each knows.</param>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="request">Whom.</param>
    public static async Task<Response> HandleAsync(CustomersParts parts, FiguresOfAll figures, DbUnit unit, Request request)
    {
        var page = new PageUnderWay(parts, figures, unit, request);
        if (!string.IsNullOrWhiteSpace(request.Text))
        {
            return await page.SearchAsync(request.Text);
        }

        var after = request.After is { } cursor && Cursor.TryRead(cursor, 1, out var values) && Guid.TryParseExact(values[0], "N", out var id)
            ? id
            : (Guid?)null;
        if (figures.Ordered(request.Sort, request.IsDescending, request.Filter.Figures, after) is { } walked)
        {
            return await page.WalkAsync(walked);
        }

        return request.Filter.TagKey is { } tag ? await page.ByTagAsync(tag, after ?? Highest) : await page.ByTimeAsync(after);
    }

    private sealed class PageUnderWay(CustomersParts parts, FiguresOfAll figures, DbUnit unit, Request request)
    {
        private readonly List<CustomerProfile> found = [];

        private int Wanted => request.Limit - found.Count;

        public async Task<Response> SearchAsync(string text)
        {
            var place = request.After is { } cursor && Cursor.TryRead(cursor, 2, out var values) && Guid.TryParseExact(values[1], "N", out var id)
                ? new SearchCustomers.Place(values[0], id)
                : null;
            for (var search = 0; search < SearchesMax; search++)
            {
                var part = await SearchCustomers.HandleAsync(unit,
                    new SearchCustomers.Request(text, Math.Min(Wanted, SearchCustomers.PageMax), place));
                found.AddRange(await FittingAsync(part.Customers));
                place = part.Next;
                if (place is null || Wanted == 0)
                {
                    break;
                }
            }

            return new Response([.. found.DistinctBy(c => c.Id)], place is null ? null : Cursor.Write(place.Word, $"{place.Customer:N}"));
        }

        public async Task<Response> WalkAsync(IEnumerable<Guid> customers)
        {
            var looked = 0;
            foreach (var chunk in customers.Chunk(AtOnce))
            {
                looked += chunk.Length;
                if (await TakeAsync(chunk) is { } last)
                {
                    return At(last);
                }

                if (looked >= LookedAtMax)
                {
                    return At(chunk[^1]);
                }
            }

            return new Response(found, null);
        }

        public async Task<Response> ByTagAsync(string tag, Guid before)
        {
            for (var looked = 0; looked < LookedAtMax; looked += AtOnce)
            {
                var ids = await IdsAsync(TagSql, new { tag, before, limit = AtOnce });
                if (await TakeAsync(ids) is { } last)
                {
                    return At(last);
                }

                if (ids.Count < AtOnce)
                {
                    return new Response(found, null);
                }

                before = ids[^1];
            }

            return At(before);
        }

        // A window of ids is narrowed by the database itself, so that rare ones are found without reading everybody.
        public async Task<Response> ByTimeAsync(Guid? after)
        {
            var isUp = request.Sort == OldestFirst;
            var place = after ?? (isUp ? Guid.Empty : Highest);
            for (var window = 0; window < WindowsMax;)
            {
                var ids = await IdsAsync(isUp ? OldestSql : LatestSql, Values(place));
                if (await TakeAsync(ids) is { } last)
                {
                    return At(last);
                }

                // Where a window had more than was asked for, the rest of it comes first.
                if (ids.Count == AtOnce)
                {
                    place = ids[^1];
                    continue;
                }

                if (await IdsAsync(isUp ? OldestEndSql : LatestEndSql, new { place }) is not [var end])
                {
                    return new Response(found, null);
                }

                (place, window) = (end, window + 1);
            }

            return At(place);
        }

        private object Values(Guid place) => new
        {
            place, language = request.Filter.Language ?? "", country = request.Filter.Country ?? "",
            since = request.Filter.Since is { } since ? Micros.Of(since) : long.MinValue,
            email = Wish(request.Filter.HasEmail), phone = Wish(request.Filter.HasPhone), limit = AtOnce,
        };

        private static int Wish(bool? wanted) => wanted is { } has ? has ? 1 : 0 : -1;

        // Adds those who fit; gives the last one where the page is full and somebody may follow.
        private async Task<Guid?> TakeAsync(IReadOnlyList<Guid> ids)
        {
            var profiles = await new CustomerProfiles().ReadAsync(unit, ids);
            var theirs = ids.Where(id => profiles.TryGetValue(id, out var p) && p.Id == id).Select(id => profiles[id]);
            foreach (var profile in await FittingAsync(theirs))
            {
                found.Add(profile);
                if (Wanted == 0)
                {
                    return profile.Id;
                }
            }

            return null;
        }

        private async Task<IReadOnlyList<CustomerProfile>> FittingAsync(IEnumerable<CustomerProfile> profiles)
        {
            List<CustomerProfile> fitting = [.. profiles.Where(p => request.Filter.Fits(p) && figures.Fits(p.Id, request.Filter.Figures))];
            if (request.Filter.Consent is not var (channel, standing) || fitting.Count == 0)
            {
                return fitting;
            }

            var states = await new Consents(parts).StatesAsync(unit, [.. fitting.Select(p => p.Id)], Marketing, channel);
            return [.. fitting.Where(p => states[p.Id].Standing == standing)];
        }

        private async Task<IReadOnlyList<Guid>> IdsAsync(string sql, object values) =>
            [.. (await unit.QueryAsync<Row>(sql, values)).Select(r => r.CustomerId)];

        private Response At(Guid place) => new(found, Cursor.Write($"{place:N}"));
    }

    private sealed class Row
    {
        public Guid CustomerId { get; set; }
    }

    private const string TagSql = """
        select customer_id as CustomerId from customer_tags
        where tag_key = @tag and customer_id < @before order by customer_id desc limit @limit
        """;

    private const string Narrowed = """
        where (@language = '' or c.language = @language) and (@country = '' or c.country = @country) and c.created >= @since
          and (@email = -1 or (@email = 1) = exists (select 1 from customer_identifiers e where e.customer_id = c.customer_id and e.kind = 1))
          and (@phone = -1 or (@phone = 1) = exists (select 1 from customer_identifiers p where p.customer_id = c.customer_id and p.kind = 2))
          and not exists (select 1 from customer_aliases a where a.alias_id = c.customer_id)
        """;

    private const string LatestSql = $"""
        select c.customer_id as CustomerId
        from (select customer_id, language, country, created from customers where customer_id < @place
              order by customer_id desc limit 5000) c
        {Narrowed}
        order by c.customer_id desc limit @limit
        """;

    private const string OldestSql = $"""
        select c.customer_id as CustomerId
        from (select customer_id, language, country, created from customers where customer_id > @place
              order by customer_id limit 5000) c
        {Narrowed}
        order by c.customer_id limit @limit
        """;

    private const string LatestEndSql = """
        select customer_id as CustomerId from customers where customer_id < @place order by customer_id desc limit 1 offset 4999
        """;

    private const string OldestEndSql = """
        select customer_id as CustomerId from customers where customer_id > @place order by customer_id limit 1 offset 4999
        """;
}
