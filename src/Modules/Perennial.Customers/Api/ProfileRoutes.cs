using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Customers.Contract;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Customers.Api;

/// <summary>Customers: make, show, change, find.</summary>
internal static class ProfileRoutes
{
    private const int TextCharactersMax = 200;
    private const int FoundDefault = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapWrite("POST", "/v1/customers", Scopes.CustomersWrite, CustomersJson.Api.CreateCustomerRequest, CreateAsync)
            .Produces<CustomerWritten>(StatusCodes.Status201Created).WithName("createCustomer");
        routes.MapRead("/v1/customers/{id}", Scopes.CustomersRead, GetAsync).Produces<CustomerBody>().WithName("getCustomer");
        routes.MapWrite("PATCH", "/v1/customers/{id}", Scopes.CustomersWrite, CustomersJson.Api.ChangeCustomerRequest, ChangeAsync)
            .Produces<CustomerWritten>().WithName("changeCustomer").TakesVersion();
        routes.MapSearch("/v1/customers/search", Scopes.CustomersRead, CustomersJson.Api.SearchCustomersRequest, SearchAsync)
            .Produces<FoundCustomers>().WithName("searchCustomers");
    }

    private static async Task<Result<Answer>> CreateAsync(WriteCall<CreateCustomerRequest> call)
    {
        var request = new CreateCustomer.Request(call.Body.Fields(),
            [.. call.Body.Identifiers.Select(i => i?.Read() ?? new CustomerIdentifier(default, ""))], call.Body.Source);
        return (await CreateCustomer.HandleAsync(call.Call.Parts(), call.Unit, request, call.Call.Now)).TryGet(out var made, out var refusal)
            ? CustomerWritten.Of(made, StatusCodes.Status201Created)
            : refusal;
    }

    private static async Task<Result<Answer>> GetAsync(ApiCall call) =>
        call.CustomerNamed().TryGet(out var id, out var refusal) &&
        (await call.Db.ReadAsync(unit => GetCustomer.HandleAsync(unit, id), call.Cancellation)).TryGet(out var profile, out refusal)
            ? Answer.Of(CustomerBody.Of(profile, call.Parts().Hash), CustomersJson.Api.CustomerBody) with
            {
                ETag = profile.Version.ToString(CultureInfo.InvariantCulture),
            }
            : refusal;

    private static async Task<Result<Answer>> ChangeAsync(WriteCall<ChangeCustomerRequest> call)
    {
        if (!call.Call.CustomerNamed().TryGet(out var id, out var refusal))
        {
            return refusal;
        }

        if (await LockedCustomer.FindAsync(call.Unit, id) is not { } old)
        {
            return Refusals.NotFound;
        }

        if (!call.Call.Http.Matches(old.Version))
        {
            return new Refusal(RefusalKind.Changed, "customers.version_changed");
        }

        var request = new ChangeCustomer.Request(old.Id, call.Body.Over(old));
        return (await ChangeCustomer.HandleAsync(call.Call.Parts(), call.Unit, request, call.Call.Now)).TryGet(out var changed, out refusal)
            ? CustomerWritten.Of(changed, StatusCodes.Status200OK)
            : refusal;
    }

    private static async Task<Result<Answer>> SearchAsync(ApiCall call, SearchCustomersRequest body)
    {
        var problems = new List<FieldProblem>();
        if (string.IsNullOrWhiteSpace(body.Text) || body.Text.Length > TextCharactersMax)
        {
            problems.Add(new FieldProblem("text", "value.text_wanted", $"{TextCharactersMax}"));
        }

        if (body.Limit is < 1 or > SearchCustomers.PageMax)
        {
            problems.Add(new FieldProblem("limit", "customers.limit_outside", $"{SearchCustomers.PageMax}"));
        }

        SearchCustomers.Place? after = null;
        if (body.Cursor is not null)
        {
            if (Cursor.TryRead(body.Cursor, 2, out var values) && PublicId.TryRead(CustomerIds.Customer, values[1], out var last))
            {
                after = new SearchCustomers.Place(values[0], last);
            }
            else
            {
                problems.Add(new FieldProblem("cursor", "customers.cursor_malformed"));
            }
        }

        if (problems.Count > 0)
        {
            return Refusals.Invalid(problems);
        }

        var request = new SearchCustomers.Request(body.Text, body.Limit ?? FoundDefault, after);
        var found = await call.Db.ReadAsync(unit => SearchCustomers.HandleAsync(unit, request), call.Cancellation);
        return Answer.Of(new FoundCustomers([.. found.Customers.Select(c => CustomerBody.Of(c, call.Parts().Hash))],
            found.Next is { } next ? Cursor.Write(next.Word, PublicId.Write(CustomerIds.Customer, next.Customer)) : null),
            CustomersJson.Api.FoundCustomers);
    }
}

/// <summary>Whom to find: customers of whom every word of the text begins a name, an address or a number.</summary>
internal sealed record SearchCustomersRequest
{
    public required string Text { get; set; }

    public int? Limit { get; set; }

    public string? Cursor { get; set; }
}

/// <summary>Those found, and where the next page begins; left out at the last.</summary>
internal sealed record FoundCustomers(IReadOnlyList<CustomerBody> Customers, string? Next);
