const css = String.raw;

/** What we change about the look of GraphiQL: it fills the page, is read more easily, and fits a phone. */
export const graphiqlStyle = css`
  #main:has(> #graphiql) {
    flex: 1 1 auto;
    min-height: 0;
    position: relative;
  }
  #graphiql {
    position: absolute;
    inset: 0;
  }
  /* Tabs that can be dragged start with an offset to wherever they were first drawn, and would leave a click there. */
  #graphiql .graphiql-tab {
    transform: none !important;
  }
  /* What is too pale by itself. */
  #graphiql .graphiql-logo {
    color: var(--quiet);
  }
  #graphiql .monaco-editor .line-numbers {
    color: var(--quiet);
  }
  #graphiql .monaco-editor.vs-dark .mtk8 {
    color: #86bd72;
  }

  @media (max-width: 45rem) {
    #graphiql #graphiql-session {
      flex-direction: column;
      gap: 0.5rem;
    }
    #graphiql .graphiql-sessions {
      margin: 0.5rem 0.5rem 0 0;
    }
    #graphiql .graphiql-logo,
    #graphiql .graphiql-horizontal-drag-bar {
      display: none;
    }
  }
`;
