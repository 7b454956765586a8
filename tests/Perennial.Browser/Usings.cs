global using Microsoft.Playwright;
global using Perennial.Browser.House;
global using Shouldly;
global using Xunit;

[assembly: AssemblyFixture(typeof(FilledShop))]
