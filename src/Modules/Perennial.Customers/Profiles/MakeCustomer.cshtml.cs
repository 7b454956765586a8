using Microsoft.AspNetCore.Mvc;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Customers.Profiles;

/// <summary>Makes a customer known who stands at the counter or calls.</summary>
[Asks(Scopes.CustomersWrite, OfWholeShop = true)]
internal sealed class MakeCustomer(CustomersServices customers) : StaffPage
{
    private const string Source = "staff";

    [BindProperty]
    public CustomerForm Form { get; set; } = new();

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Phone { get; set; }

    [BindProperty]
    public string? Card { get; set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await Get<IShopSettings>().FindAsync(Db, Cancellation);
        (string Field, IdentifierKind Kind, string? Value)[] typed =
            [(nameof(Email), IdentifierKind.Email, Email), (nameof(Phone), IdentifierKind.Phone, Phone), (nameof(Card), IdentifierKind.Card, Card)];
        var given = typed.Where(t => !string.IsNullOrWhiteSpace(t.Value)).ToList();
        var request = new CreateCustomer.Request(
            Form.Fields(new Dictionary<string, string>(StringComparer.Ordinal)), [.. given.Select(t => new CustomerIdentifier(t.Kind, t.Value!))], Source);
        var made = await Db.TryWriteAsync(unit => CreateCustomer.HandleAsync(customers.Parts, unit, request, Call.Now), Cancellation);
        return made.TryGet(out var customer, out var refusal)
            ? Done(ShownCustomer.Path(customer.Id), CustomersModule.Words["new.done"])
            : Show(refusal with { Fields = [.. refusal.Fields.Select(f => Placed(f, given))] });
    }

    private static FieldProblem Placed(FieldProblem problem, List<(string Field, IdentifierKind Kind, string? Value)> given)
    {
        for (var i = 0; i < given.Count; i++)
        {
            if (problem.Field == $"identifiers[{i}]")
            {
                return problem with { Field = given[i].Field };
            }
        }

        var placed = CustomerForm.Placed(problem);
        return placed with { Field = "Form." + placed.Field };
    }
}
